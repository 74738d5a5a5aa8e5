# Small pieces of letters: lines of lists, reasons by default, merged notices, and the words on printed papers.

blank = —
list-separator = {", "}
line-asked = { $what }: { $how }
line-asked-by = { $what }: { $how } (asked by { $department })
asked-separator = {"; "}
asked-missing = not handed in yet
stop-because = { $ground }: { $why }
line-failed = { $department }, "{ $review }": { $why }
line-failed-basis = { $department }, "{ $review }": { $why } (basis: { $basis })
line-condition = { $why } (asked by { $department })
line-part-given = Granted: { $what } ({ $department })
line-part-refused = Not granted: { $what }. { $why }
line-part-condition = Condition: { $why }
line-material = { $material } ({ $count ->
        [one] one file
       *[other] { $count } files
    })
line-material-missing = { $material }: not handed in yet; we ask for it if it is still missing when a notice goes out
materials-none = No materials were attached
place-in = { $outer }, { $inner }
seat-of = { $department } ({ $role })
limit-of = { $clock } ({ $budget })

reason-conditions = The departments agreed on the conditions above.
reason-part = Each department decided on its own part.
reason-own-wish = You asked for it.
reason-deemed-withdrawn = What was missing did not come in time; the application counts as withdrawn.
reason-not-competent = That authority is the competent one.
reason-not-stated = See the decision.
lapse-withdraw = the application counts as withdrawn; you can have your papers back and apply again.
lapse-proceed = we go on with what we have.
lapsed-withdraw = your application counts as withdrawn.
lapsed-proceed = we go on with what we have, and decide.

basis-art-45 = Administrative Licensing Law, Art. 45
basis-art-42 = Administrative Licensing Law, Art. 42
basis-not-statutory = stops only the time we promised, not the time the law gives us

why-notify-role = It is nearly due or overdue, and the escalation rules say that you are told.
why-reassigned = It was not done in time, and the escalation rules hand it on.
why-card = It was not done in time.
why-handed-to = It was not done after reminders and urging.

merged-subject = { $case }: { $count } notices
merged-body =
    There are { $count } notices about { $case } ({ $service }):

    { $items }

## Printed papers

paper-case = Case number
paper-service = Service
paper-holder = Applicant
paper-filer = Filed by
paper-grants = What is granted
paper-grants-text = After review, "{ $service }" is granted.
paper-given = { $department }, { $date }
paper-yes = Yes
paper-no = No
paper-money = CNY { $amount }
paper-conditions = Conditions
paper-decided = Decided on
paper-sheet = Comes with
paper-valid = Valid
paper-valid-until = until { $date }
paper-code = Verification code
paper-verify = To verify: open { $link }. Where this page and the answer differ, the answer counts.
paper-seal = Seal
paper-refusal-title = Decision of refusal
paper-refusal-lead = { $name }: after review, your application for "{ $service }" is refused.
paper-part-title = Decision of refusal in part
paper-part-lead = { $name }: after review, a part of your application for "{ $service }" is refused. What was granted stands on a paper of its own.
paper-failed = What did not pass
paper-reasons = Reasons
paper-basis = Legal basis
paper-remedy = If you disagree
paper-receipt-title = Receipt
paper-receipt-lead = Received from { $name }: an application for "{ $service }".
paper-materials = What we received
paper-received = Received on
paper-received-by = Received by
paper-answer-by = Answer by
paper-receipt-note = This proves what was received and when. It is not yet the acceptance (Administrative Licensing Law, Art. 32).
