### What all pages share.

brand = Lianban
brand-line = one request, every department

page-skip = Skip to the content
page-demo = A demonstration: people, cases and accounts are made up, and the accounts are public. Please enter nothing real.
page-tools = Language and display
page-rooms = Rooms
page-help = Help and contact
page-promise = Nothing here costs money. We look only at what your request needs, and you can see who looked at your papers.
page-staff-door = For officers
page-keys = Keys
page-home = To the first page
page-mistaken = Error:{" "}
page-large-letters = Larger text
page-usual-letters = Normal text
page-leave = Sign out
page-more = Next page
page-earlier = Earlier
page-first = First page

nav-desk = Queue
nav-sittings = Sittings
nav-oversight = Oversight
nav-admin = Administration

form-summary = Some things need mending
form-summary-one = One thing needs mending
form-mistake = Error:{" "}
form-optional = (optional)
form-choose = Please choose
form-next = Next
form-back = Back
form-save = Save
form-send = Send
form-reason = Reason
form-cancel = Leave it, go back

## Mistakes by code

mistake-missing = Please fill this in
mistake-final = Please tick to confirm, then send again
mistake-conflict = Something changed since it was noted, or it is not possible any more; the department has to note it again
mistake-no-case = There is no such case number; look at the slip again
mistake-unknown = This is not asked for here
mistake-type = This is not written as it should be
mistake-format = This is not right; please compare it with the document
mistake-range = This is outside of what can be entered
mistake-choice = Please choose one of the options
mistake-too-long = Too long; please shorten it
mistake-too-many = Too many
mistake-too-few = Too few
mistake-disagrees = The identity number says { $expected }; compare both with the card
mistake-duplicate = The same as one before
mistake-empty = The file is empty
mistake-content = Only PDF, JPG and PNG are taken; for HEIC photos choose "most compatible" in the phone's camera settings, or send a screenshot
mistake-too-large = The file is too large
mistake-pixels = The picture has too many pixels; please make it smaller
mistake-broken = The picture is damaged; please take it again
mistake-name = This file name cannot be used; please rename the file

## Refusals by code

refused-not-found = Nothing found, or not yours to see
refused-unauthorised = Please sign in first
refused-forbidden = This page is not open to you
refused-not-yours = This belongs to another department or role
refused-needs-role = This needs another role
refused-applicant-only = Only the applicant may do this
refused-filer-not-allowed = This service takes no applications filed this way
refused-conflict = Whoever did an earlier step of this case may not do this one
refused-second-person-needed = A second person must confirm
refused-wrong-phase = Not possible where the request stands now
refused-not-open = This work is no longer in the queue
refused-stage-not-open = The stage is not open
refused-already-settled = It is already settled
refused-held-by = Somebody else holds it
refused-not-claimed = You have not claimed it
refused-lead-waits = The lead speaks after the others
refused-in-sitting = This opinion is given in a sitting
refused-second-correction = This stage has sent its one correction notice
refused-nothing-asked = Nothing is asked of you now
refused-rounds-negative = The round was negative: only a refusal is possible
refused-window-closed = Applications are not taken at this time of year
refused-not-extendable = The term cannot be extended
refused-not-stoppable = The clocks cannot be stopped so
refused-not-stoppable-span = The clocks may stand still until { $last } at the latest: at most { $days } days, counted from the order, { $from }. Choose a day from today to then
refused-too-early = The department still has time
refused-erased = Its personal data was erased
refused-work-left = Somebody still has to act on it
refused-already-there = It is already there
refused-busy = Somebody changed it just now; please try again
refused-sitting-conflict = The sitting cannot do this now
refused-sitting-over = The sitting is closed or called off
refused-sitting-in-the-past = That time has passed; choose one to come
refused-sitting-too-early = The sitting has not begun; attendance and close wait for its hour
refused-sitting-full = The agenda is full; call another sitting
refused-sitting-not-waiting = This case does not wait for this sitting, or is not on its agenda
refused-sitting-drafted = A colleague wrote this opinion; only they or the head may change it
refused-sitting-no-opinion = Referring up is no opinion; do it from your own queue
refused-sitting-no-quorum = Too few departments are present to close
refused-sitting-changed = Some cases on the agenda changed meanwhile; see below
refused-stale = Somebody changed it since you opened it. Please look at how it stands now, then decide
refused-too-large = Too large
refused-media-type = This kind of file is not taken
refused-invalid = Some things need mending
refused-unreasoned = A refusal needs its reasons, a kind of reason and the legal basis
refused-more-officers = More officers must sign
refused-reason-needed = Please give a reason
refused-too-long = The text is too long
refused-key-reused = This form was sent with something else before; please open it anew
refused-too-many = Too many attempts; please try again in a while
refused-timeout = It took too long and was not done; please try again
refused-method = It cannot be opened this way
refused-malformed = What was sent cannot be read; please open the page anew
refused-header = A header is wrong
refused-no-such-review = There is no such review
refused-no-such = There is no such thing
refused-not-retractable = This opinion cannot be taken back any more: the round is settled, or it is too late
refused-already-rated = It is rated already; each request is rated once
refused-complaint-open = A complaint of yours is still being answered; wait for the answer
refused-nobody-above = There is nobody above to refer this to
refused-overrules-silently = This overrules an opinion; say why and on what basis
refused-no-opinion = An opinion is needed here; referring up is none
refused-personal-reason = Leave names, identity numbers and phones out of the reason
refused-key-required = Open the page again and send it from there
refused-file-lost = This file cannot be found now; tell whoever runs the house
refused-query = The address is not complete
refused-internal = Something failed on our side; nothing of yours was changed
refused-unavailable = Not possible right now; please try again in a while
refused-correlation = Tell us the time, and we can find out why.
form-mistake-at = { $field }: { $words }
refused-too-many-seconds = { $count ->
    [one] Too many attempts; try again in one second
   *[other] Too many attempts; try again in { $count } seconds
}
refused-too-many-minutes = { $count ->
    [one] Too many attempts; try again in one minute
   *[other] Too many attempts; try again in { $count } minutes
}
refused-with-remedy = { $why }. { $then }

## What to do about what was not done, by machine code

then-look = Open it, see how it stands, and decide again.
then-held-by = For somebody else to do it, its holder gives it back, or a supervisor hands it on.
then-not-open = Somebody did it already; there is nothing more to do. Its history is on its page.
then-not-claimed = Claim it first.
then-not-yours = Leave it to the department or post it belongs to.
then-needs-role = Ask somebody who has that role.
then-already-settled = There is nothing more to do.
then-wrong-phase = Open it and see which step it is at.
then-busy = Tick it once more in a moment.
then-stale = Open it, see what others changed, and decide.
then-not-found = Check the number; what is not yours to see is for whoever handles it.
then-too-early = Urge first; once the time limit is past, act in its stead or waive.
then-not-extendable = Only a time limit that still runs, that the workflow lets be extended, and only once.
then-not-stoppable = Check ground and day, or stop it on its own page.
then-no-such-review = Open it and see which reviews there are.
then-conflict = Let somebody do it who had no part in the case.
then-erased = Its personal data were erased when their time was over; nothing can be done to it any more.
then-unavailable = Try again in a moment; if it stays so, tell the keeper of the system.
then-internal = Tell the keeper of the system the case number and the time.
then-invalid = Mend it and send it again.
mistake-last-four = Four characters: the last of the identity number or the phone
mistake-nobody = Nobody found at this window: check the whole name and the four characters, or use the case number
mistake-control = There are characters that nobody sees; take them out, or type it again
mistake-letters = Write it as on the identity card: letters, ·, spaces and hyphens, no pictures and no digits
refused-sitting-no-working-day = Nobody works on that day; choose a working day
refused-sitting-too-far-ahead = A sitting is called at most six months ahead; choose a nearer day
refused-conflict-own = You { $before } this case, so you may not { $asked } it; a colleague has to
refused-conflict-other = This colleague { $before } this case and may not { $asked } it; choose somebody else
conflict-intake = take in
conflict-review = review
conflict-decide = decide
conflict-issue = make the certificate of
conflict-preside = preside over
conflict-complaint = answer a complaint about
conflict-supervise = supervise
conflict-done-intake = took in
conflict-done-review = reviewed
conflict-done-decide = decided
conflict-done-issue = made the certificate of
conflict-done-preside = presided over
conflict-done-complaint = answered a complaint about
conflict-done-supervise = supervised
