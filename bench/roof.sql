-- PostgreSQL's roof: one opinion as six plain statements, and a seventh every second time. Each client
-- goes through reviews of its own, so nobody waits for a row; `roof.mjs` lays them out, counts them
-- afterwards, and fails where one was missing. bench/roof/src/main.rs does the same on SQLite.
\set n :n + 1
\set number :client_id * :each + :n - 1
\set request :number / 6
\set review :number % 6
BEGIN;
-- 1. Request version, review, idempotency key.
SELECT request.version, review.open, (SELECT answer FROM idempotency WHERE key = :number)
  FROM request JOIN review ON review.request_id = request.id
  WHERE request.id = :request AND review.review = :review FOR UPDATE OF request;
-- 2. The review has its opinion.
UPDATE review SET open = false, opinion = 'agree' WHERE request_id = :request AND review = :review;
-- 3. The request goes on, 550 bytes of state.
UPDATE request SET version = version + 1, state = repeat('t', 550) WHERE id = :request;
-- 4. A journal line of 400 bytes.
INSERT INTO journal VALUES (:request, :review + 1, repeat('l', 400));
-- 5. The answer is remembered.
INSERT INTO idempotency VALUES (:number, '{"version": 1}');
-- 6. Its deadline is gone.
DELETE FROM deadline WHERE request_id = :request AND review = :review;
-- 7. Half of the opinions tell somebody.
\if :n % 2
INSERT INTO job VALUES (:number, '{"to":"applicant"}');
\endif
COMMIT;
