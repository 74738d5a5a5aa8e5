#!/usr/bin/env bash
# Whether decisions and queues stay as fast however much lies open, on PostgreSQL. One JSON line a size:
#   {"bench":"backlog","open":1000000,"clients":16,"p50_ms":…,"p99_ms":…,"queue_p99_ms":…,"rss_mib":…,
#    "p99_ratio_to_smallest":…,"decisions_per_s":…}
# open are accepted requests with six open reviews each. p50_ms and p99_ms are of opinions on fresh
# requests beside them, by `lianban load`; queue_p99_ms is the first page of a department's queue with as
# many reviews as requests are open, at the server, while 16 clients ask again at once.
# Fifty requests are filed and accepted through the API; the rest are copies of their rows, without their
# journals, made inside the database. SIZES="1000 100000 1000000" CLIENTS=16 SECONDS_EACH=10; a million
# takes some 10 GB of disk for as long as it runs, and minutes to lay out.
# Needs: cargo or LIANBAN=<binary>, PostgreSQL's programs, node.
. "$(dirname "$0")/ground.sh"
cluster shared_buffers=1GB max_wal_size=4GB
export DATABASE_URL SIZES=${SIZES:-1000 100000 1000000} LOAD=${LOAD:-$LIANBAN}
measure bench/backlog.mjs
