### Pages for officers.

enter-title = Sign in
enter-login = Login
enter-password = Password
enter-lost = Lost the password or the phone? Your administrator can reset both.
enter-demo = The accounts of the demonstration are listed below; the password of all is lianban-demo. wu.lei receives at the window, lin.yue supervises, song.ping administers.
enter-demo-all = All accounts of the demonstration, by department
enter-wrong = That did not work; please check and try again
enter-go = Sign in
enter-by-password = With a login and password of this system

provider-refused = You are not signed in
provider-stale = This sign-in is over, was used already, or began in another browser. Please sign in again.
provider-unreachable = The town's sign-in cannot be reached right now. If you have a password of this system, sign in with it; if not, try again in a few minutes.
provider-unproved = What the town's sign-in said of you does not hold. Try once more, then ask your administrator.
provider-declined = The town's sign-in did not let you in, or you cancelled.
provider-no-login = The town's sign-in names no login that can be used here. Please ask your administrator.
provider-no-account = We know who you are, but you have no account here. Ask your administrator to open one with your login.
provider-login-taken = Your login belongs to another account here. Please ask your administrator.
provider-no-role = We know who you are, but the town's sign-in gives you no role in this system. Ask your administrator for one, then sign in again.
provider-no-department = We know who you are, but the town's sign-in names no department for you that is known here. Please ask your administrator.
provider-closed = Your account here is closed.
provider-last-administrator = By the roles at the town's sign-in you are no administrator any more; but you are the last one, so nothing was changed. Open an account for another administrator first.
provider-again = Sign in again
provider-by-password = Sign in with a password
provider-left = Signed out
provider-left-here = You are signed out of this system. Signing out at the town's sign-in comes next.
provider-leave-there = Sign out there

account-stuck = Not now?

second-title = Sign in, second step (two-factor)
second-who = { $name }, the password is right. Now show that it is you.
second-code = Six digits from your authenticator app
second-code-hint = Open the authenticator app on your phone and type the digits under “Lianban”; you may paste them.
second-recovery = Recovery code
second-recovery-hint = One of the eight codes you wrote down when you set this up; capitals and hyphens do not matter, each works once.
second-go = Confirm
second-by-recovery = My phone is not here: use a recovery code
second-by-app = Use the authenticator app
second-wrong = These digits are wrong or were used before. Wait until the app shows new ones.
second-lost = Neither phone nor recovery codes? Your administrator can reset this.
second-over = Too many wrong codes: you are signed out
second-over-hint = Start again with login and password. If that was not you, tell your administrator at once.

password-title = Change your password
password-title-first = First, a password of your own
password-why-first = Your password was given to you by somebody else. Choose one that only you know before you start.
password-given = The password you were given
password-current = Current password
password-new = New password
password-again = New password again
password-fitness = At least { $least } characters, the longer the better; a sentence is fine, spaces too. Not your login, and none that many people use.
password-go = Change password
password-ends-others = You will be signed out on all your other devices.
password-differs = The two new passwords differ
password-wrong = The current password is another one
password-too-short = Too short: at least { $least } characters
password-too-long = Too long: at most { $most } characters
password-is-login = It cannot be your login
password-common = Too many people use this password; it is easily guessed. Choose another
password-unchanged = This is your current password; choose another

setup-title = Set up your phone (two-factor)
setup-why = From now on you sign in with your password and six digits from your phone. Nobody gets in with the password alone.
setup-app = Install an authenticator app (TOTP) on your phone, such as Google Authenticator or Microsoft Authenticator.
setup-scan = Choose “add” in the app and scan this code.
setup-picture = QR code for the authenticator app
setup-by-hand = Cannot scan? Type it in
setup-by-hand-hint = Choose “enter a key”, type “time based”; the key is:
setup-code = The six digits the app shows now
setup-go = Finish
setup-wrong = These digits are wrong. Look at the line “Lianban”, wait for new digits, and check the clock of your phone.

codes-title = Recovery codes: shown this once
codes-why = If your phone is lost or broken, sign in with one of these. Each works once.
codes-once = Write them down or print them now, and keep them apart from your phone. After this page nobody can see them again.
codes-kept = I have kept them, go on

me-title = My account
me-name = Name
me-department = Department
me-roles = Roles
me-email = Mail
me-change-password = Change password
me-wrong = Name, department or roles wrong? Your administrator changes them.
me-wrong-at-provider = You signed in at the town's own sign-in: name, department and roles are as it says, anew at each sign-in. If they are wrong, your administrator changes them there.
me-second = Your phone (two-factor)
me-second-on = { $left ->
    [one] On; one recovery code is left.
   *[other] On; { $left } recovery codes are left.
}
me-second-off = Off. Once on, nobody gets in with your password alone.
me-set-up = Set up my phone
me-renew-codes = New recovery codes
me-renew-codes-hint = The old ones stop working.
me-sessions = Where I am signed in
me-sessions-hint = Last used first. If you do not know one, end it and change your password.
me-column-device = Device
me-column-address = Address
me-column-began = Signed in
me-column-seen = Last used
me-column-ends = Ends unused
me-column-end = End
me-this = this one
me-device-unknown = Unknown device
me-end = Sign out
me-end-one = Sign out { $device }
me-end-others = Sign out everywhere else
me-told-password = Your password is changed; your other devices are signed out.
me-told-recovery-used = You used a recovery code. If your phone is lost, ask your administrator to reset it and set it up again.
me-told-ended = Signed out there.

queue-title = Queue
queue-done = { $case }: this step is done
queue-onward = Now with: { $who }
queue-onward-more = Now with: { $who }, and { $more } more
queue-asked = { $case }: asked for { $what }; the person has { $until } from when the notice reaches them
queue-asked-until = { $case }: asked for { $what }, to be brought by { $until }
queue-changed = The queue has changed: look again
queue-new = New work has come in: look again
queue-tab-mine = Mine
queue-tab-unclaimed = Unclaimed
queue-tab-all = The whole department
queue-red = ■ { $count } overdue
queue-yellow = ▲ { $count } nearly due
queue-grey = ‖ { $count } stopped
queue-search = Case number
queue-search-go = Find
queue-service = Service
queue-every-service = All services
queue-filter = Filter
queue-next = Claim the most urgent
queue-empty = Nothing is waiting here.
queue-to-stalled = What was handed to the supervisors is under Oversight, Stalled.
queue-next-none = You can claim none of the work below: somebody holds it, or you did an earlier step of the case.
queue-not-found = Your queue has no case of this number.
queue-order = What came back from a correction first, then least time left
queue-tick-all = Tick all
queue-tick = Tick { $case }
queue-claim-ticked = Claim what is ticked
queue-came-back = came back
queue-free = nobody
queue-column-light = Light
queue-column-case = Case number
queue-column-applicant = Applicant
queue-column-matter = Work
queue-column-service = Service
queue-column-received = Received
queue-column-due = Due
queue-column-holder = Holder

bulk-title = What became of each
bulk-nothing = Nothing was ticked.
bulk-done = ● claimed
bulk-refused = ■ not done
bulk-to-mine = See what I hold

duty-back = Back to the queue
duty-papers = Papers
duty-answers = Answers
duty-opinions = What other departments said
duty-work = What to do
duty-history = What happened
duty-due = due { $day }
duty-held = held by { $name }
duty-free = nobody has claimed it
duty-claim = Claim
duty-release = Give back to the queue
duty-then-next = Then open the next one
duty-gone = This work is no longer with you
duty-typed = What you had typed
duty-typed-hint = It was not sent. Copy what you still need.
duty-typed-again = Everything you typed is still below and was not sent. Look at what changed, then send it if it still holds.

papers-none = This step needs no papers.

applicant-name = Name
applicant-identity = Identity number
applicant-phone = Phone
applicant-email = E-mail

opinion-says = Opinion
opinion-text = Words
opinion-text-hint = May stay empty when you agree; conditions and refusals must be clear, the applicant reads them.
opinion-text-printed = Required when you agree: what you write here is printed word for word on the { $paper } as “{ $title }”. Conditions and refusals must be clear, too; the applicant reads them.
opinion-go = Give the opinion

decision-says = Decision
decision-text = Words
decision-text-hint = The applicant reads them. A refusal or conditions need them.
decision-go = Decide

round-positive = the round agreed
round-negative = the round did not agree
round-open = still in review
round-finished = finished
round-skipped = not needed

refusing-needs = For a refusal: kind of reason and legal basis
refusing-reason = Kind of reason
refusing-basis = Legal basis
refusing-basis-hint = As in: Licensing Law Art. 38

refusing-code-conditions-not-met = The conditions are not met
refusing-code-papers-do-not-prove = The papers do not prove what was answered
refusing-code-papers-false = The papers are not genuine
refusing-code-not-resident = Does not live in this district
refusing-code-not-competent = Not for this authority
refusing-code-other = Other (say it in the words)

items-title = Something is missing or wrong (correction)
items-hint = Tick what is missing or wrong and say how to mend each. What all departments ask for goes to the applicant in one letter.
items-which = What to correct
items-explain = How to mend: { $item }
items-placeholder = What is wrong, how to mend it
items-go = Ask for it
items-noted = Noted. Everything a stage asks for goes out in one letter: when the lead sends it, or by itself when its time is up.

correction-hint = This is what the departments ask for, in one letter. It leaves by itself in time; you can send it now.
correction-send = Send the letter now

intake-hint = Accept when everything is there in form; ask once for all that is missing. Act within the term: with some services silence counts as acceptance.
intake-accept = Accept
intake-redirect = Not for this authority (say which)
intake-authority = The competent authority
intake-authority-hint = Name and address or phone, so that it can be found
intake-not-needed = No approval is needed
intake-refuse = Do not accept
intake-why = Words
intake-why-hint = In words that the applicant understands.

issue-hint = Make it once everything is right. It carries a code that anybody can check.
issue-go = Make the certificate

deliver-how = How it was handed over
deliver-how-hint = As in: to the applicant at window 3, identity card seen
deliver-go = Handed over

told-how = How the person was told
told-how-hint = As in: by phone, day and hour
told-go = Told

transfer-title = Hand to a colleague
transfer-to = To whom

keys-down = Next row
keys-up = Row before
keys-open = Open
keys-next = Claim the most urgent
keys-claim = Claim
keys-act = Send (accept, opinion, decision)
keys-refuse = Open reasons and legal basis
keys-missing = Open the correction
keys-back = Back to the queue
keys-switch = Switch keys on or off
keys-are-on = The keys are on.
keys-are-off = The keys are off.
keys-hint = This counts for this browser.

## What happened

event-filed = Received
event-accepted = Accepted
event-certificate-issued = Certificate made
event-delivered = Handed over
event-phase-entered = Now
event-stage-opened = Stage opened
event-stage-skipped = Stage not needed
event-stage-finished = Stage finished
event-stage-reopened = Stage reopened
event-review-opened = Put in the queue
event-opined = Opinion given
event-review-reopened = Taken up again
event-review-waived = Waived
event-review-cancelled = No longer needed
event-correction-sent = Correction asked
event-correction-answered = Correction answered
event-correction-closed = Correction ended
event-stopped = Clock stopped
event-resumed = Clock goes on
event-extended = Term extended
event-decided = Decided
event-urged = Urged
event-card-issued = Card issued
event-notice-told = Told
event-notice-not-told = Not told
event-notified = Letter written
event-retracted = Opinion taken back
event-rated = Rated by the applicant
event-followed-up = Follow-up done
event-complained = Complaint received
event-complaint-answered = Complaint answered
event-contact-changed = Contact changed

## Sittings

sittings-title = Sittings
sittings-none = No sitting concerns you.
sittings-caption = Those to come first
sittings-call = Call a sitting
sittings-what = For which service
sittings-at = When
sittings-column-when = When
sittings-column-service = Service
sittings-column-lead = Lead
sittings-column-items = Items
sittings-column-progress = State
sitting-title = Sitting
sitting-called = called
sitting-closed = closed
sitting-called-off = called off
sitting-agenda = Agenda
sitting-empty = Nothing is on the agenda yet.
sitting-ready = opinion ready
sitting-silent = no opinion yet
sitting-speak = Speak on: { $review }
sitting-speak-go = Note the opinion
sitting-waiting = Waiting for a sitting
sitting-add = Put on the agenda
sitting-present = Departments present
sitting-attend = I am here
sitting-minutes = Minutes
sitting-minutes-hint = Who was there, who was not, what came of each.
sitting-close = Close the sitting
sitting-close-hint = At the close every opinion comes into force at once; what was withdrawn or decided is struck.
sitting-call-off = Call it off
sitting-head-closes = The head of the lead department or a supervisor closes the sitting.

follow-up-how = What was done
follow-up-how-hint = Who was called, what was mended; the applicant reads it.
follow-up-go = Followed up
complaint-how = Answer
complaint-how-hint = The applicant reads it.
complaint-go = Answer the complaint

## Counter and drafts

draft-kept = Draft kept
opinion-with = { $count } more must sign (who was there)
opinion-with-none = No other officer of your department can sign. Ask the administrator for an account.
opinion-take-back = Take this opinion back
code-title = A new tracking code for an applicant
code-lead = Only for the person before you. Look at their identity card first. The old code is worthless at once; a letter without the code tells the applicant.
code-reason = How you made sure who asks
code-reason-hint = For example: identity card seen at window 2.
code-go = Make a new code
code-new = The new tracking code
code-new-hint = Shown this once. Write it down or print it for the applicant.
queue-counter = File for somebody at the counter
queue-lost-code = New tracking code
draft-keep = Save the draft
opinion-with-name = Who signs too
counter-title = How far is it?
counter-lead = For whoever stands at the counter, about their own case. Check who they are first; every look is recorded, and the applicant can see it.
counter-by-number = With the case number
counter-by-name = Without the number
counter-name = Whole name of the applicant
counter-end = Last four characters of the identity number or the phone
counter-end-hint = One of the two is enough
counter-go = Find
counter-several = Several cases
counter-several-hint = Newest first. Ask the person before you open theirs.
counter-back = Back to the case
counter-print = Print this page with the browser.
counter-recorded = This look was recorded.
sitting-begins = It begins { $at }; nobody signs in or closes it before.
sitting-quorum-short = { $needed } departments with an opinion to give must be there; { $present } are, which is not enough.
sitting-quorum-there = { $needed } departments with an opinion to give must be there; { $present } are, which is enough.
sittings-at-hint = A working day, at most six months ahead
queue-tab-waiting = Waiting for others
queue-tab-done = Done today
queue-unclaimed-hint = What nobody holds and what runs. What waits for others stands under "Waiting for others" and is not counted here.
queue-waiting-hint = Work whose clock stands still, claimed or not: for a correction, a test, an answer from outside. It runs on by itself.
finished-none = Nothing was finished today yet.
finished-order = What was finished last stands first
finished-at = Finished
filters-title = My filters
filters-kept = My filters:
filters-keep = Keep this filter
filters-this = To be kept:
filters-name = A name for it
filters-name-hint = Such as: school, urgent; at most { $most } are kept, one of the same name is replaced
filters-go = Keep the filter
filters-none = No filter is kept yet.
filters-remove = Remove "{ $name }"

cards-title = Cards
cards-hint = Cards against your department. Say what happened and how it is put right; supervisors read it. The work itself still has to be done.
card-why = "{ $about }" had { $limit } and was not done in time; issued { $day }
card-why-bare = "{ $about }" was not done in time; issued { $day }
card-unanswered = Not answered.
card-answer-by = Please answer by { $day }
card-replied = Answered { $day }:
card-reply = What happened and how it is put right
card-reply-hint = As in: two colleagues were ill, done today; from now on a deputy steps in.
card-reply-go = Answer
card-done = Answered

result-title = Result
result-decided = { $outcome } (decided { $day })
result-draft = Once made, the "{ $certificate }" will say:
result-certificate = Print the "{ $certificate }"
result-refusal = Print the decision of refusal
result-recorded = Opening it is recorded; the applicant sees that
counter-hand-over = Hand the result over, print certificate or decision

letter-title = What to tell
letter-hint = The letter that would have been sent. Say what it says, then write below how they were told.
letter-none = The whole text of this one is not kept. Tell the main points as the department wrote them; the applicant also finds it on their own page.

opinion-final = Cannot be taken back
opinion-sure = I know: this opinion settles the stage, and I cannot take it back. Give it.
opinion-bound = This opinion settled the stage; you cannot take it back. Until the decision falls, a supervisor can take the review up again ("Take up again").
done-released = { $case } is back in the queue
done-referred = { $case } was referred to the head of the department
done-transferred = { $case } was handed to { $name }
handing-title = How it came here
handing-title-urged = How it came here, and who urged it
handing-urged-queue = { $at }, the supervisor { $by } urged it:
handing-transferred = { $at }, { $by } handed it to { $to }:
handing-transferred-queue = { $at }, { $by } gave it away:
handing-referred = { $at }, { $by } referred it up to { $to }:
handing-referred-queue = { $at }, { $by } referred it up to the head:
handing-reassigned = { $at }, the supervisor { $by } gave it to { $to }:
handing-reassigned-queue = { $at }, the supervisor { $by } sent it to the queue:
papers-missing = not handed in yet
sitting-standing = { $case }, { $department }, "{ $review }": { $why }

who-could = Who can do it: { $names }.
who-nobody = Nobody else of this department can do it now. Ask a supervisor to reassign it, or an administrator to appoint somebody who can.
who-in-stead = This lies with the supervisors because the department did not act in time. What you do about it is recorded as yours, not as the department’s; you do it at the request itself.
who-in-stead-go = Act at the request
who-gives-up = Whoever gives an opinion on this case cannot decide it any more. So far you still can.
who-decides-then = If you review it, somebody else has to decide: { $names }.
who-decides-nobody = If you review it, nobody is left who could decide. Let a colleague review it.

asking-title = What the applicant was asked to correct
asking-at = Asked { $at }.
asking-collected = It waits for the lead department, which sends everything at once.
asking-collected-until = It waits for the lead department, which sends everything at once, by { $day } at the latest.
asking-sent = Sent to the applicant { $at }; the answer is awaited.
asking-sent-until = Sent to the applicant { $at }, to be answered by { $day }.
asking-answered = The applicant answered { $at }.
asking-closed = It ended { $at }: no answer came, or none is needed any more.
asking-files = New files: { $files }.
asking-no-files = No new file came; see whether the answers changed.
papers-new = new
