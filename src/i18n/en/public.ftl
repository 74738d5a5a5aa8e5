### Pages for migrants.

home-title = One request, every department
home-lead = A school place, a residence permit, a shop: hand in your papers once. The departments work at the same time, and you can always see where it is, who has it and when it will be done.
home-follow = Follow my request
home-follow-hint = With the case number and the code; no account needed.
home-follow-go = Look it up
home-services = What you can apply for
home-search = Find a service
home-search-go = Search
home-nothing = Nothing found. Try another word, such as "school" or "permit".
home-lead-department = Answers for it: { $department }
home-window = Applications are taken from { $from } to { $to } each year

guide-back = All services
guide-apply = Apply now
guide-gives = What you get
guide-costs = What it costs
guide-free = Nothing
guide-who = Who may apply
guide-bring = What to bring
guide-if-needed = (only where it applies)
guide-may-follow = (may follow later)
guide-departments = Who works on it
guide-at-once = These departments work at the same time; nobody has to walk from one to the next.
guide-decides = In the end { $department } decides.
guide-diagram = The way it goes
guide-diagram-alt = A picture of this service; it says the same as "Who works on it" above
guide-refused = If it is refused
guide-basis = Legal basis:{" "}


## Following a request: the way in

open-title = Follow my request
open-lead = No account needed. Two things from your receipt show you how far it is.
open-number = Case number
open-number-hint = Fourteen characters, on the receipt and in every letter. Capitals and hyphens do not matter.
open-code = Code
open-code-hint = Ten characters, on the receipt. You may paste it.
open-go = Show it
open-wrong = The case number and the code do not fit. Check both against the receipt, from the start
open-look-alike = Numbers and codes have no 0, 1, O, I or L. What looks like one may be Q, D, 8 or J, T, 7
open-own = Go on with { $case }
open-lost = If you lost the code, bring your identity card to the service window for a new one.
open-verify = Verify somebody's certificate

## Following a request: what people ask

ask-to-do = Must I do something?
ask-by-when = By when?
ask-when = Dates
ask-who = Who has it?
ask-next = What comes next?
ask-call = Whom to call

case-of = { $surname }
case-more = You can also
case-slip = Print a slip
case-receipt = Print the receipt
case-refusal = Print the decision of refusal
case-withdraw = Take the request back
case-certificate = See the certificate, ready to print
case-certificate-hint = Anybody can verify it by the code printed on it.
case-leave = Close this request
case-leave-hint = On somebody else's phone or a shared computer, close it when you are done.

done-answered = We have what you sent. The departments go on with it and we tell you the result; you need not come.
done-withdrawn = The request is taken back. You may apply again whenever you need to.

now-received = { $department } has your application and is looking at the papers
now-awaiting = We wait for papers from you
now-telling = Some papers are missing; the notice is on its way to you
now-missing = Departments need more papers from you
now-sitting = Waiting for the sitting in which all departments review it together
now-review = Your application is under review
now-review-one = { $department } is reviewing your application
now-review-many = { $count } departments are reviewing your application at the same time
now-date = Waiting until { $date }; then it goes on by itself
now-deciding = All departments have looked; { $department } is deciding
now-certifying = Granted; the { $paper } is being made
now-ready = The { $paper } is ready to be fetched
now-refused = Not granted; the decision is on its way to you
now-done = Done: you have the { $paper }
now-done-refused = Done: it was not granted
now-not-accepted = This application was not accepted
now-redirected = Another authority is responsible
now-withdrawn = The request was taken back
now-deemed-withdrawn = The missing papers did not come in time; it counts as withdrawn
now-terminated = This request was ended

to-do-nothing = Nothing for now. We tell you when there is something, and you can look here at any time.
to-do-bring = { $count ->
        [one] One item is missing:
       *[other] { $count } items are missing:
    }
to-do-until = Please bring everything by { $date }
to-do-when-told = The time to answer begins when the notice reaches you. You may answer now.
to-do-go = Bring what is missing
to-do-fetch = Come to { $department } with your identity card, or look at it here first.
to-do-done = Nothing is left for you to do.
to-do-read-decision = Read the decision, its reasons and what to do against it
to-do-elsewhere = Please apply here instead:
to-do-reason = What the desk wrote to you:
to-do-ended = Nothing is left for you to do; no department looks at your papers any more.
to-do-again = Apply again

when-intake = You hear whether it is accepted by
when-promised = We promise
when-statutory = The law says at the latest
when-deliver = In your hands at the latest
when-received = Received
when-accepted = Accepted
when-ended = Ended
when-stopped = The clock stands still now; the date will move

stage-open = under way
stage-over = done
stage-ahead = not yet begun
stage-skipped = not needed
stage-sitting = Reviewed together in one sitting.
stage-joined = { $done } of { $all } departments are done; it goes on when all are
stage-one-is-enough = It goes on as soon as one agrees
stage-settled = Joined: this stage has its result
strand-ordinal = {" "}(no. { $number })
strand-advice = advice only, changes nothing
strand-until = has until { $date }
strand-on = { $date }
strand-closed = ✓ has spoken, { $date }
strand-waiting = waits for the others
strand-waived = waived, not needed
strand-cancelled = not needed any more
strand-stopped = ‖ clock stopped: { $reason }

step-intake = { $department } tells you whether it is accepted
step-reviews = The departments review it at the same time
step-decide = { $department } decides
step-issue = If granted, { $department } makes the { $paper }
step-deliver = { $department } hands you the result
next-late = You need not chase anybody: if it is not done by { $date }, the system will { $what }.
late-remind = remind the officer
late-notify = tell the head of the department
late-reassign = give it to the head
late-urge = urge them on the record
late-yellow = issue a yellow card
late-red = issue a red card
late-supervisor = hand it to the supervisors
call-hint = Say the case number on the phone, never the code.

stops-title = Why the clock stood still
stops-hint = Stopped time is not counted. Afterwards the clock goes on from where it was.
stop-open = Stopped from { $from }, goes on by { $to } at the latest.{" "}
stop-over = Stopped from { $from } to { $to }.{" "}
stop-both = Both the promised and the legal term stand still.
stop-promised-only = Only the promised term stands still; the legal one runs on.

decided = Decision: { $outcome }
decided-reasons = Reasons
decided-basis = Legal basis:{" "}
decided-failed = What did not pass
decided-conditions = Conditions
decided-remedy = If you disagree

notices-title = What we told you
notices-hint = The texts are written again from the record as it is now; after a stop or an extension their dates may be newer than in the original.
notice-receipt = Receipt
notice-accepted = Notice of acceptance
notice-deemed-accepted = Deemed accepted
notice-not-accepted = Decision not to accept
notice-not-needed = No approval needed
notice-wrong-authority = Another authority is responsible
notice-correction-intake = Papers missing (before acceptance)
notice-correction = Papers missing (under review)
notice-correction-lapsed = The time to answer has passed
notice-clock-stopped = Clock stopped
notice-clock-resumed = Clock runs again
notice-extended = Term extended
notice-due-moved = Due date moved
notice-granted = Decision: granted
notice-granted-conditions = Decision: granted with conditions
notice-refused = Decision: refused
notice-certificate-ready = Ready to be fetched
notice-delivered = Handed over
notice-withdrawn = Withdrawal confirmed
notice-terminated = Decision to end it
notice-other = Notice
notice-told = reached you on { $date }
notice-not-told = did not arrive; the desk will tell you otherwise
notice-mailed = sent by mail
notice-at-counter = told at the window

looks-title = Who looked at my data
looks-none = Nobody has opened your papers yet.
looks-hint = Every look is recorded and cannot be removed.
looks-older = Earlier ({ $count })
look-certificate = Making and handing over the certificate
look-journal = Audit of the record
look-supervision = Supervision
look-document = { $what } (opened a file)

past-title = What happened so far
past-open = Show all of it ({ $count })
past-you = You
past-system = The system
past-filed = You applied: { $about }
past-accepted = Accepted
past-phase-entered = Now: { $about }
past-stage-opened = Begun: { $about }
past-stage-skipped = Not needed: { $about }
past-stage-finished = Done: { $about }
past-stage-reopened = Taken up again: { $about }
past-review-opened = Given to a department: { $about }
past-opined = { $department } spoke on “{ $about }”
past-opined-by-rule = “{ $about }” was settled by rule when its time had passed
past-review-reopened = Reviewed again: { $about }
past-review-waived = Waived: { $about }
past-review-cancelled = Not needed any more: { $about }
past-correction-sent = You were asked for missing papers
past-correction-answered = What was missing came in
past-correction-closed = The request for missing papers ended
past-stopped = The clock stopped
past-resumed = The clock runs again
past-extended = The term was extended
past-decided = { $department } decided: { $about }
past-urged = Urged: { $about }
past-card-issued = A card against { $about } for being late
past-notified = Notice to you: { $about }
past-notice-told = Notice arrived: { $about }
past-notice-not-told = Notice did not arrive: { $about }
past-certificate-issued = { $department } made the certificate
past-delivered = The result was handed over

## Answering a correction

answer-title = Bring what is missing
answer-lead = Everything the departments need is here. Bring all of it, and send it once.
answer-item = { $number } of { $of }:{" "}
answer-once = It is sent once; after that this round cannot be changed.
answer-clock = While you gather it, the time we promised stands still; it goes on when you have sent it.
answer-go = Send
answer-before = What we have:{" "}
answer-kept = Already here, no need to choose it again:{" "}
answer-choose = Take a photo or choose a file
answer-choose-other = Choose other files instead
answer-files = PDF, JPG or PNG, at most { $size } MB each, several if needed. New files replace the old ones, so send the whole document.
answer-masked = Now { $masked }. Leave it empty to keep it
answer-masked-new = Now { $masked }; please type the whole number again
answer-drop = Leave this one out
answer-add = Add another: { $what }
correct-yes = Yes
correct-no = No
answer-date-hint = Year-month-day, such as 2026-03-12
answer-identity-hint = Eighteen characters; the last may be X
answer-phone-hint = Mobile, or a landline with its area code
answer-money-hint = In yuan, such as 1200.50
answer-address-hint = With house and room number
answer-mistake = { $what }: { $words }
mistake-not-asked = This was not asked for

## Taking it back

withdraw-title = Take the request back?
withdraw-ends = All departments stop; nobody works on it any more.
withdraw-again = You may apply again later, with new papers.
withdraw-kept = This cannot be undone.
withdraw-reason = Why
withdraw-reason-hint = Only if you like; it changes nothing.
withdraw-go = Take it back
withdraw-too-late = It cannot be taken back now: it is decided, or over.

## The slip

slip-title = Case slip
slip-back = Back to the request
slip-qr = QR code that opens this request
slip-no-code = see your receipt
slip-applicant = Applicant
slip-scan = Scan the code with a phone to see how far it is. Or open this address and type the two things above:
slip-scan-plain = Scan the code, or open this address and type the case number and the code:
slip-now = On { $date }:{" "}
slip-keep = Whoever has this slip can see the request. Keep it like a receipt and send nobody a photo of it.
slip-print = To print: “Print” in the menu of your browser, one sheet of A4.
slip-code-hint = Type your code, and the QR code opens this request directly.
slip-code-go = Make it open directly
slip-wrong = This is not the code; check it against the receipt

## Verifying a certificate

verify-title = Verify a certificate
verify-lead = Type what is printed at the foot of the paper to see whether it is genuine.
verify-number-hint = The number at the top of the paper
verify-code = Verification code
verify-code-hint = Sixteen characters in four groups, at the foot of the paper
verify-go = Verify
verify-privacy = Only the name of the paper, a surname and a date are shown, nothing else of a person.
verified-holds = Genuine
verified-not = Not found
verified-not-words = There is no certificate with this number and code. Check both against the paper; if it still is not found, ask the department that issued it.
verified-paper = Certificate
verified-holder = Holder
verified-issued = Issued
verified-compare = Look at the paper once more: where its name, surname or date differ from these, these are right.
verified-again = Verify another

help-title = Help
help-number = Where is my case number?
help-number-words = On the receipt: fourteen characters. It is in every letter we send you, too.
help-code = I have lost my code
help-code-words = Bring your identity card to the service window. You get a new code; the old one ends at once.
help-missing = I am asked for more papers
help-missing-words = Open "Follow my request" and bring everything that is named there, once. While you gather it, the departments' time does not count.
help-late = The day has passed and there is no result
help-late-words = The system reminds, urges and tells the supervisors by itself. You can also complain on the page of your request.
help-data = Who can see my papers?
help-data-words = Each department sees only what its own step needs. Every look is recorded, and you find it on the page of your request.
help-call = Call the office
