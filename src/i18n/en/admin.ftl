### Pages for administrators.

admin-title = Administration
admin-rooms = Parts of the administration

refused-last-administrator = This is the last administrator: nobody could keep accounts any more. Make somebody else an administrator first.

officers-title = Officers
officers-title-about = Who has an account and in which role; accounts for those who come, and an end for those who leave.
officers-add = New account
officers-back = Back to the officers
officers-search = Name, login or mail
officers-every-department = Every department
officers-state = State
officers-active = Active
officers-closed = Closed
officers-all = All
officers-none = Nobody like that.
officers-caption = In the order in which the accounts were opened
officers-no-login = no login

officer-is-active = ● active
officer-is-closed = ‖ closed
officer-language = Language of pages and mails
officer-email-hint = Reminders of open work go there. Without it there are none.
officer-roles-hint = One or more. A change holds at once.
officer-login-hint = Small letters, digits and . _ -, as in wu.lei.
officer-add-go = Open the account, show a first password
officer-name-wrong = A name has 1 to 100 characters on one line
officer-email-wrong = This is no mail address, such as wu.lei@example.org
officer-roles-wrong = Choose at least one role
officer-login-wrong = A login has 2 to 64 characters: small letters, digits, and after the first also . _ - @
officer-login-taken = Somebody has this login; choose another

officer-password = Password
officer-password-none = None: cannot sign in
officer-password-first = A first one, not changed yet
officer-password-provider = None: signs in at the town's own sign-in
officer-password-own = Their own
officer-second-on = ● on
officer-second-off = ○ off
officer-held = Work in hand
officer-held-count = { $count ->
    [one] 1 piece
   *[other] { $count } pieces
}

officer-change = Change
officer-change-hint = Department and roles hold at once; claimed work stays in their hands.
officer-stale = Somebody changed this account since you opened it. Above is how it stands now; what you typed is still here. Look at both, then save.
officer-last = This is the last administrator. Make somebody else an administrator before you change this account.
officer-own-roles = Nobody gives themselves a role; ask another administrator.
officer-entry = Signing in
officer-self-entry = Change your own password and phone here:
officer-new-password = Reset password
officer-new-password-hint = Gives a new first password, shown once. All their devices are signed out, and they have to change it.
officer-reset-second = Reset phone (second factor)
officer-reset-second-hint = Only if phone and recovery codes are lost. Make sure in person or by phone that it is them. All their devices are signed out; they set it up anew.
officer-leaving = Leaving
officer-close-hint = Closes the account; work in hand goes back to its queue for colleagues.
officer-close = Close the account
officer-self-close = You cannot close your own account; ask another administrator.
officer-back = Back again
officer-open = Open the account again
officer-open-hint = Department, roles and login are still there. Reset the password if it is forgotten.
officer-hand-back-rest = Send the work in hand back to its queues

officer-password-title = First password: shown this once
officer-password-for = Hand it to { $name } in person, not by text message, chat or mail.
officer-password-once = After this page nobody can see it again. They change it when they first sign in.
officer-password-noted = I have it

officer-close-title = Close the account of { $name }
officer-close-login = They cannot sign in from now on; every device is signed out and every token worthless.
officer-close-work = Work in hand goes back to its queues, each piece with your reason on its record.
officer-close-stays = What they did and signed stays. The account can be opened again.
officer-close-go = Close and send back
officer-hand-back-title = Send back what { $name } holds
officer-hand-back-go = Send back
officer-reason-hint = Such as: moved to another office. It is written on the record of each piece.
officer-holds = Work in hand; all of it goes back
officer-holds-nothing = No work in hand.
officer-left-title = { $name }: what happened
officer-left-closed = The account is closed.
officer-went-back = ● back in its queue
officer-still-holds = { $count ->
    [one] 1 piece is still in hand.
   *[other] { $count } pieces are still in hand.
}
officer-told-changed = Saved.
officer-told-second = Their phone is reset; all their devices are signed out.
officer-told-opened = The account is open again.
officer-told-no-login = The account is open, but somebody else took that login a moment ago. Choose another below.

upload-file = Choose a file
upload-text = Or paste its text here
upload-check = Check
upload-nothing = Choose a file, or paste its text
stands-built-in = In force is the copy built in,
stands-in-file = This stands in the file
stands-setting = . To change it, the operator changes the file that the setting
stands-restart =  names, and restarts the system.

calendar-title = Working days
calendar-title-about = Holidays and make-up days; before new ones, see whose due date would move.
calendar-caption = Latest year first
calendar-column-year = Year
calendar-column-state = State
calendar-column-holidays = Days off
calendar-column-workdays = Make-up working days
calendar-published = ● published
calendar-provisional = ▲ provisional
calendar-next-missing = The holidays of { $year } are not here yet. Due dates in that year are provisional; update soon after the State Council has published them.
calendar-closures = Local closures
calendar-half-days = Half days (closing time)
calendar-none = None
calendar-try = Try new holidays
calendar-try-hint = The whole file, earlier years included (as config/calendars.json is written). It is only computed here; nothing changes.
calendar-outcome = What would happen
calendar-back = Back to working days
calendar-nothing-changed = This is a trial: nothing has changed, and nobody was told anything.
calendar-years-gone = The new file lacks these years: { $years }. Running requests need them; add them and try again.
calendar-same = It is the same as the one in force.
calendar-moved = { $count ->
    [0] No due date moves
    [one] 1 due date moves
   *[other] { $count } due dates move
}
calendar-moves-nothing = Nobody's due date moves.
calendar-told = These applicants will be told of their new date when it comes into force; those whose clock is stopped, when it runs again.
calendar-moved-caption = Last day of the promised term
calendar-moved-more = Only the first { $count } are listed; the others move too.
calendar-was = Due now
calendar-then = Due then
calendar-how = How it comes into force
calendar-how-why = Every server has to change at once, so it is not done on a page. The operator does it:
calendar-how-file = Put the file on the server:
calendar-how-setting = In the settings:
calendar-how-check = Try it once more on the server; it should say what this page says:
calendar-how-restart = Restart one server after the other. The first lays every due date anew and tells the applicants whose day moved, once.
calendar-how-sum = The check sum of this file (SHA-256), for the operator to compare:
calendar-wrong-shape = This file cannot be read. Write it as config/calendars.json: published, holidays and workdays for each year.
calendar-wrong-shape-at = It cannot be read at { $place } (line:column). Write it as config/calendars.json: published, holidays and workdays for each year.
calendar-wrong-twice = { $date } stands twice in { $place }; remove one
calendar-wrong-year = { $date } is not of the year of { $place }; move it to its own
calendar-wrong-weekday = { $date } is a working day anyway; only a Saturday or Sunday can be a make-up day
calendar-wrong-both = { $date } is a day off and a working day; keep one
calendar-wrong-gap = { $year } is published, { $gap } before it is not; add { $gap } first

workflows-title = Workflows
workflows-title-about = The versions of each service; check a new one, one proposes, another publishes.
workflows-caption = Each service with its latest version first
workflows-column-service = Service
workflows-column-version = Version
workflows-column-counts = New requests
workflows-column-running = Running
workflows-column-published = Published
workflows-column-hash = Check sum
workflows-newest = ● run on it
workflows-older = only old ones do
workflows-waiting = Waiting for a second person
workflows-new = A new version
workflows-step-check = Choose the workflow's file and check it. Every mistake is shown with its line and what to do.
workflows-step-propose = Look at the picture; if it is what you want, say what changed and propose it.
workflows-step-publish = Another administrator looks at it and publishes. New requests run on it then; running ones stay on theirs.
workflows-before = Earlier proposals
workflows-back = Back to workflows
workflows-source = The file

check-faulty = This workflow may not go live yet
check-again = Mend it here and check again
findings-title = Findings: { $errors } errors, { $warnings } warnings
findings-hint = As `lianban check` says them.
findings-more = { $count } more are not listed.
finding-error = ■ error
finding-warning = ▲ warning
finding-line = Line { $line }
finding-hint = What to do:{" "}
standing-first = No mistakes. It is the first version of this service.
standing-new = No mistakes. v{ $newest } is in use; once published, new requests run on v{ $version }.
standing-known = v{ $version } is published already, word for word; there is nothing to do.
standing-taken = v{ $version } was published with another content. A published version never changes; raise `version`.
standing-older = There is v{ $newest } already, so v{ $version } would never be used. Raise `version` above { $newest }.

proposal-title = Proposal: { $workflow } v{ $version }
proposal-note = What changed, and why
proposal-note-hint = Whoever publishes reads this first, such as: fire safety has 7 working days instead of 10.
proposal-note-wrong = Say what changed and why, in at most 1000 characters
proposal-propose = Propose it for somebody else to publish
proposal-propose-hint = Proposing changes no request.
proposal-by = Proposed by
proposal-own = You proposed it, so another administrator has to publish it.
proposal-publish = Publish
proposal-publish-hint = Look at the picture, the findings and what changed. Publishing cannot be taken back; new requests run on it at once, running ones stay on theirs.
proposal-reject = Do not publish
proposal-withdraw = Take back
proposal-published = Published
proposal-rejected = Not published
proposal-withdrawn = Taken back
proposal-faulty = Departments or roles have changed since it was proposed: the workflow has mistakes now and cannot be published.

departments-title = Departments
departments-title-about = Departments, phones, hours; who works there, and which services they take part in.
departments-caption = By key
departments-column-name = Department
departments-column-hours = Hours
departments-column-phone = Phone
departments-column-officers = Active officers
departments-column-services = Services
departments-nobody = ■ nobody

rules-title = Rules
rules-title-about = What happens as a term draws near and passes; what a refusal says of remedies.
rules-ladders = Escalation
rules-ladders-hint = Each step happens once, and never while the clock is stopped.
rules-ladder-standard = Work in somebody's hands
rules-ladder-outer = Terms of stages and of the whole
rules-ladder-own = The town's own
rules-when = When
rules-what = What
rules-at-share = at { $percent }% of the term
rules-at-due = when due
rules-at-after = working day { $days } after it was due
rules-act-to = { $act } ({ $role })
rules-remedies = Remedies
rules-remedies-hint = Every refusal says this (Administrative Licensing Law Art. 38).

schedules-title = Schedules
schedules-title-about = What happens by itself each day or week: last time and next.
schedules-caption = Beijing time
schedules-none = Nothing comes round in this process.
schedules-column-what = What
schedules-column-last = Last
schedules-column-next = Next
schedules-column-cron = Written (second minute hour day month weekday)
schedules-never = not yet
schedules-hint = What was missed while the system was down is caught up. Sittings are set in the workflow's file; the rest is fixed.
schedule-digest = Reminds everybody of open work in the morning (not on days off)
schedule-purge = Deletes records whose time is over, at night
schedule-seal = Seals the journals of the day before, at night
schedule-sitting = Calls the sitting: { $service }

jobs-title = Jobs
jobs-title-about = Letters, seals and other work in the background; what failed can be tried again.
jobs-dead = Failed
jobs-dead-none = ● Nothing has failed.
jobs-dead-hint = The system tried several times and gave up. Once the cause is gone, try again.
jobs-dead-caption = Latest first
jobs-column-queue = Job
jobs-column-at = Given up
jobs-column-attempts = Attempts
jobs-column-error = Last error
jobs-column-act = Do
jobs-retry = Try again
jobs-told-retried = It waits again and is tried at once.
jobs-told-not-dead = This job was not given up; there is nothing to try again.
jobs-queues = How much there is
jobs-queues-caption = Done jobs are deleted after some days
jobs-pending = Waiting
jobs-running = Running
jobs-dead-column = Failed
jobs-done = Done
queue-of-mail = Letters
queue-of-burial = Recording who was not told
queue-of-cron = Schedules
queue-of-seal = Sending seals
queue-of-digest = Reminders of open work
queue-of-convening = Calls to sittings
queue-of-files = Deleting files

mails-title = Mail
mails-title-about = How far each letter is, and who was not told.
mails-all = All of them
mails-none = No mail.
mails-caption = Latest first
mails-column-state = State
mails-column-what = What
mails-column-case = Case
mails-column-whom = To
mails-column-at = When
mails-column-detail = What the other side said
mails-hint = No address is kept here. Where an applicant was not told, the window has work to tell them.
mails-other = Notice
mails-applicant = Applicant
mails-officer = Officer
mails-somebody = Somebody else
mail-state-not-told = not told
mail-state-queued = on the way
mail-state-sent = taken by the other side
mail-light-not-told = ■ not told
mail-light-queued = ‖ on the way
mail-light-sent = ● taken
