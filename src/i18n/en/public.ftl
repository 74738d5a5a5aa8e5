### Pages for migrants.

home-title = One request, every department
home-lead = A school place, a residence permit, a shop: hand in your papers once. The departments work at the same time, and you can always see where it is, who has it and when it will be done.
home-follow = Follow my request
home-follow-hint = With the case number and the code; no account needed.
home-follow-go = Look it up
home-services = What you can apply for
home-search = Find a service
home-search-go = Search
home-nothing = No service has that in its name. These are all of them.
home-lead-department = Answers for it: { $department }
home-window = Applications are taken from { $from } to { $to } each year

guide-back = All services
guide-apply = Apply now
guide-gives = What you get
guide-window = When
guide-window-yearly = { $from } to { $to } each year
guide-window-open = {" "}(open now)
guide-window-closed = {" "}(not now)
guide-costs = What it costs
guide-free = Nothing
guide-who = Who may apply
guide-bring = What to bring
guide-if-needed = (only where it applies)
guide-if-for-another = (if somebody files for you)
guide-stage-if-needed = (only where it is needed)
guide-may-follow = (may follow later)
guide-departments = Who works on it
guide-at-once = These departments work at the same time; nobody has to walk from one to the next.
guide-decides = In the end { $department } decides.
guide-diagram = The way it goes
guide-diagram-alt = A picture of this service; it says the same as "Who works on it" above
guide-diagram-open = The picture is wide and says the same as the list above; open it here
guide-refused = If it is refused
guide-basis = Legal basis:{" "}

## Applying, one thing a page

apply-step = Step { $number } of { $all }
apply-save = Save and finish later
apply-change = Change
apply-remove = Remove
apply-optional = This is optional: just press "Next".
apply-new-window = {" "}(opens in a new window)
apply-filled-in = The applicant is filled in here already. If it is somebody else, please change it.

apply-start-title = Apply: { $service }
apply-start-guide = Service guide
apply-start-go = Start
apply-start-anew = Start another from the beginning
apply-start-resume = Go on
apply-start-continue = Saved before? Go on with your code
apply-start-unfinished = An unfinished application is on this phone. You can go on with it.
apply-start-filed = You have just sent this application.
apply-start-see = See the case number and the code
apply-start-other = An unfinished "{ $service }" is on this phone. Before you start a new one here, write its code down.
apply-start-other-code = See its code
apply-start-closed = Applications are not taken at this time of year
apply-start-season = The next time is from { $from } to { $to }.
apply-start-closed-more = Come back then. Until then you can get these papers ready.
apply-start-window-only = This can only be applied for at the service window.
apply-start-until = Applications are taken until { $day }.
apply-start-intake = Within { $term } of sending you hear whether it is accepted.
apply-start-term = Within { $term } of acceptance it is done.
apply-start-free = It costs nothing and needs no account.
apply-start-kept = You can stop at any time and go on within { $days } days, on another phone too.
apply-start-kept-season = You can stop at any time and go on later, on another phone too; it has to be sent by { $day }, after which applications are not taken.
apply-start-needed = Have these papers ready
apply-start-needed-hint = A photo taken with the phone will do, or a PDF.

apply-filer-title = Who applies?
apply-filer-kind = Who applies
apply-filer-self = I apply for myself (or my own child)
apply-filer-agent = I apply for somebody who asked me to (agent)
apply-filer-association = I am with an association and apply for a fellow migrant
apply-filer-window = At the window, for the person before me
apply-proxy-title = Who are you, and what authorises you?
apply-proxy-why = Who applies for somebody else needs that person's authority (Licensing Law, Article 29).
apply-proxy-papers = To be uploaded later on: { $papers }.
apply-filer-name = Name of the agent or the association
apply-filer-authority = Letter of authority
apply-filer-authority-hint = Who wrote it on which day, and its number if it has one. For example: letter written by Zhou Wenhai on 2 April 2026
apply-applicant-title = Who is the applicant?
apply-applicant-other = Please give the person you apply for, not yourself.
apply-applicant-name = Name
apply-applicant-identity = Identity number
apply-applicant-phone = Mobile phone
apply-applicant-phone-hint = We call this number if papers are missing or the result is there.
apply-applicant-email = E-mail
apply-applicant-email-hint = With an address, letters come by mail; without one you can look up your request at any time.
apply-applicant-language = Language of letters

apply-hint-identity = 18 characters; the last may be an X.
apply-hint-credit-code = The unified social credit code on the business licence, 18 characters.
apply-hint-phone = 11 digits; a landline with its area code.
apply-hint-date = For example 2020 3 21.
apply-hint-money = In yuan, for example 50000 or 1200.50.
apply-hint-address = Down to the house number, for example: Room 301, Building 2, 8 … Road, … District.
apply-date-year = Year
apply-date-month = Month
apply-date-day = Day
apply-region-province = Province, region or municipality
apply-region-within = City, prefecture, district or county
apply-region-whole = { $region } (nothing smaller)

apply-rows-none = Nothing here yet. If there is nothing, go on.
apply-rows-count = Filled in so far: { $count }
apply-rows-add = Add one
apply-rows-add-another = Add another
apply-rows-next = No more, next
apply-rows-back = Do not add, back to the list
apply-rows-wrong = Needs mending
apply-row-title = { $title }: number { $number }
apply-row-number = Number { $number }

apply-files-core = This is needed: nothing can be accepted without it.
apply-files-later = If you do not have it now, just press Next and send your application without it. When a department needs it you are told; then upload it or bring it to the window.
apply-files-optional = You may leave this out: just press Next.
apply-files-choose = Choose photos or files
apply-files-camera = Take a photo now
apply-files-hint = JPG, PNG or PDF, several at once, at most { $most }, each up to { $megabytes } MB. Where a photo was taken is removed from it.
apply-files-upload = Upload and add more
apply-files-there = Uploaded
apply-files-look = Open
apply-files-replace = Replace
apply-files-replacing = What you upload now takes the place of "{ $name }".
apply-files-none-chosen = No file was chosen. Please choose one or take a photo

apply-check-title = Look at it once more before you send it
apply-check-people = Applicant
apply-check-form = Application
apply-check-materials = Papers
apply-check-none = (not given)
apply-check-later = not handed in (you are told when it is needed)
apply-check-yuan = { $amount } yuan
apply-check-unfinished = Once the places listed above are mended, you can send it.
apply-declare-title = Declaration
apply-declare-words = The applicant answers for the truth of what is handed in (Licensing Law, Article 31). Where facts are hidden or papers are false, the application is not accepted or is refused, with a warning (Article 78).
apply-declare = I have looked at it: what is written and handed in here is true
apply-declare-missing = Please tick the box under "Declaration" first
apply-send = Send the application

apply-saved-title = Saved
apply-saved-kept = Go on at any time within { $days } days: just open it on this phone, or on another.
apply-saved-kept-season = Go on at any time on this phone or on another; it has to be sent by { $day }, after which applications are not taken.
apply-saved-code = Code to go on
apply-saved-how = On another phone open { $address } and type this code, or scan the QR code.
apply-saved-qr = QR code: go on at another phone
apply-saved-secret = Whoever has this code can read and change what you wrote. Keep it like a password, and post it in no group.
apply-saved-resume = Go on now
apply-saved-shared = Somebody else's phone, or changed your mind?
apply-saved-leave = Leave this phone (the code still opens it)
apply-saved-forget = Delete all of it
apply-continue-title = Go on with a saved application
apply-continue-code = Code to go on
apply-continue-hint = 12 letters and digits, large or small, for example ABCD-2345-WXYZ.
apply-continue-go = Open
apply-continue-wrong = There is no such code, or it is too old. Please compare each character
apply-continue-lost = Without the code it cannot be opened; please apply anew. A request that was sent already is looked up with its case number and code, not with this one.
apply-continue-sent = This application was sent already
apply-continue-sent-number = Its case number is { $case }. The code to go on has done its work: where it stands you see with the case number and the code that was given when it was sent.

apply-done-title = Sent: we have received it
apply-done-number = Case number
apply-done-secret = Code
apply-done-qr = QR code: look up this request
apply-done-keep = Write down both the number and the code, or take a screenshot. Whoever loses the code has to get a new one at the window; give it to nobody.
apply-done-next = What happens next
apply-done-desk = { $department } looks whether everything is there and tells you by { $due } whether it is accepted.
apply-done-desk-here = { $department } looks whether everything is there; by { $due } the page of your request says whether it is accepted.
apply-done-departments = After that all departments work at the same time; within { $term } it is done.
apply-done-told-by-mail = If papers are missing, or when the result is there, you get an e-mail; you can look it up here too.
apply-done-told-here = You left no e-mail: if papers are missing, if it is not accepted, or when there is a result, { $department } calls the number you gave or tells you in person. You can also look here at any time with number and code.
apply-done-follow = See where it stands
apply-done-receipt = The whole receipt

## Mistakes when applying, by kind and code

apply-mistake-at = { $title }: { $words }
apply-mistake-text-range = Too long; at most { $max } characters
apply-mistake-address-range = Too long; please shorten it
apply-mistake-identity-format = The number is not right; compare each character with the card (18 characters, the last may be X)
apply-mistake-identity-range = The date of birth in the number is not possible; compare it with the card
apply-mistake-credit-code-format = The code is not right; compare it with the licence (18 characters)
apply-mistake-phone-format = This is no phone number: a mobile has 11 digits, a landline its area code, like 028-86123456
apply-mistake-email-format = This is no mail address; it looks like name@example.org
apply-mistake-date-format = There is no such day; please fill in year, month and day
apply-mistake-date-range = This date is not possible; please look at the year
apply-mistake-region-format = Please choose the city, prefecture, district or county too
apply-mistake-region-choice = This region is not in the list; please choose again
apply-mistake-number-type = Please write a whole number, like 68
apply-mistake-number-range = It has to be between { $min } and { $max }
apply-mistake-money-format = Please write the amount alone, like 50000 or 1200.50
apply-mistake-choice-missing = Please choose one
apply-mistake-boolean-missing = Please choose "Yes" or "No"
apply-mistake-rows-too-few = At least { $min } needed
apply-mistake-rows-too-many = At most { $max }
apply-mistake-rows-duplicate = The same as one before: compare the identity numbers, or remove one
apply-mistake-files-missing = Please upload it first
apply-mistake-rows-missing = Please fill this in

## Following a request: the way in

open-title = Follow my request
open-lead = No account needed. The two things you got when you applied show you how far it is.
open-number = Case number
open-number-hint = Fourteen characters, on the receipt and in every letter. Capitals and hyphens do not matter.
open-code = Code
open-code-hint = Ten characters, given to you with the number when you applied. You may paste it.
open-go = Show it
open-wrong = The case number and the code do not fit. Check both against what you noted, from the start
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
case-leave = Sign out
case-leave-hint = On somebody else's phone or a shared computer, sign out when you are done.

done-answered = We have what you sent. The departments go on with it and we tell you the result; you need not come.
done-withdrawn = The request is taken back. You may apply again whenever you need to.

now-received = { $department } has your application and is looking at the papers
now-awaiting = We wait for papers from you
now-bring = { $count ->
        [one] Please bring 1 thing by { $day }
       *[other] Please bring { $count } things by { $day }
    }
now-bring-untold = { $count ->
        [one] Please bring 1 thing
       *[other] Please bring { $count } things
    }
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

to-do-nothing = Nothing for now.
to-do-told-by-mail = {" "}We send you an e-mail when there is something, and you can look here at any time.
to-do-told-by-phone = {" "}You left no e-mail: if papers are missing, if it is not accepted, or when there is a result, { $department } calls the number you gave or tells you in person. Everything else stands on this page; look at any time.
to-do-told-at-window = {" "}You left neither e-mail nor phone: everything stands on this page; please look from time to time, or ask { $department }.
to-do-lacking = { $count ->
    [one] One paper without which nothing can be accepted is not there:
   *[other] { $count } papers without which nothing can be accepted are not there:
}
to-do-lacking-how = { $department } looks at it and sends a notice that says how to mend it: then upload it on this page, or bring it to { $department }.
to-do-missing = { $count ->
    [one] One paper that may follow has not come yet:
   *[other] { $count } papers that may follow have not come yet:
}
to-do-missing-how = You need not bring it by itself now; work goes on without it. When a department needs it, a notice says what to bring and by when: then upload it on this page, or bring it to { $department }, where it is handed in for you.
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
holder-intake = looks whether the papers are complete and takes the application in for { $lead }
holder-bringing = waits for the papers that you were asked for; then it goes on
holder-telling = tells you what is still missing
holder-decide = has the opinions of all departments before it and decides
holder-issue = makes the { $paper }
holder-deliver = hands you the result
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
step-intake-here = { $department } looks whether everything is there; whether it is accepted stands on this page
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
strand-in-stead = (given by a supervisor, because the department was late)

decided = Decision: { $outcome }
decided-reasons = Reasons
decided-basis = Legal basis:{" "}
decided-failed = What did not pass
decided-conditions = Conditions
decided-remedy = If you disagree

record-title = The record
record-letters = Read the letters in full
record-back = Back to where it stands
notices-title = What we told you
notices-hint = The texts are written again from the record as it is now; after a stop or an extension their dates may be newer than in the original.
notice-other = Notice
notice-told = reached you on { $date }
notice-told-in-person = told you by phone or in person on { $date }
notice-answered = Told, or answered, on { $date }
notice-by-desk = { $department } calls you or tells you in person
notice-only-here = written here; nobody calls about it
notice-handed-over = handed to you at the window
notice-not-told = did not arrive; the desk will tell you otherwise
notice-mailed = sent by mail

looks-title = Who looked at my data
looks-none = Nobody has opened your papers yet.
looks-hint = Every look is recorded and cannot be removed.
looks-older = Earlier ({ $count })
looks-programs = By programs of offices ({ $count })
look-certificate = Making and handing over the certificate
look-journal = Audit of the record
look-supervision = Supervision
look-document = { $what } (opened a file)

past-title = What happened so far
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
answer-yes = Yes
answer-no = No
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
slip-no-code = as given to you when you applied
slip-applicant = Applicant
slip-scan = Scan the code with a phone to see how far it is. Or open this address and type the two things above:
slip-scan-plain = Scan the code, or open this address and type the case number and the code:
slip-now = On { $date }:{" "}
slip-keep = Whoever has this slip can see the request. Keep it like a receipt and send nobody a photo of it.
slip-print = To print: “Print” in the menu of your browser, one sheet of A4.

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

## Rating, complaint, contact

case-rate = Rate how it was handled
case-complain = Complain
case-contact = Change phone, mail and the language of letters
to-do-rate = All done. Please say how it was handled.
done-rated = Thank you; your rating is noted.
done-rated-badly = Your rating is noted, and we are sorry. What happens now: the head of { $department } calls you, has it mended and answers by { $date }; the answer then stands on this page too.
done-complained = We have your complaint. A supervisor who had no part in this answers within five working days.
done-contact = Changed; letters go there from now on.
rating-title = How was it handled?
rating-lead = You can rate once. If you are dissatisfied, the head of the lead department calls you, has it mended within fifteen working days and tells you.
rating-level = Your rating
rating-why = Why
rating-why-hint = What was good and what was not.
rating-go = Send
rating-closed = It cannot be rated now: it is not over yet, or you have rated it.
complain-title = Complain
complain-lead = Answered by supervisors who had no part in this; nobody else reads it. It changes nothing for your request.
complain-text = What happened
complain-hint = When, where, who and what.
complain-go = Send the complaint
contact-title = How to reach you
contact-lead = Leave empty what stays. It changes where letters go, not what stands in your application.
contact-phone = Mobile phone
contact-email = Mail address
contact-now = Now { $known }
contact-none = None now
contact-no-email = No mail; tell me at the window
contact-language = Language of letters
contact-go = Save
voices-title = What I said
voices-rating = Rating:{" "}
voices-complaint = Complaint
voices-answer = Answer:
voices-follow-up = The head of { $department } has it mended and answers you by { $date }
voices-answer-due = To be answered by { $date }
past-rated = You rated it
past-followed-up = { $department } followed up your rating
past-complained = You complained
past-complaint-answered = { $department } answered your complaint
past-contact-changed = You changed how to be reached
past-retracted = { $department } took back its opinion on “{ $about }”

help-title = Help
help-number = Where is my case number?
help-number-words = On the page you saw after sending: fourteen characters. It is on the receipt and in every letter we send you, too.
help-code = I have lost my code
help-code-words = Bring your identity card to the service window. You get a new code; the old one ends at once.
help-missing = I am asked for more papers
help-missing-words = Open "Follow my request" and bring everything that is named there, once. While you gather it, the departments' time does not count.
help-late = The day has passed and there is no result
help-late-words = The system reminds, urges and tells the supervisors by itself. You can also complain on the page of your request.
help-data = Who can see my papers?
help-data-words = Each department sees only what its own step needs. Every look is recorded, and you find it on the page of your request.
help-call = Call the office
look-counter = The window, to tell how far it is
look-counter-found = The window, to find the request
look-counter-receipt = The window, to print the receipt again
looks-times = ({ $count } times)

## by phone or mail
reach-title = Lost your code?
reach-lead = Have a one-time code sent to the contact you gave when applying, and see everything that was filed with it.
reach-contact = Phone number or mail address you gave when applying
reach-mail = Mail address you gave when applying
reach-phone = Phone number you gave when applying
reach-hint = You see only cases whose applicant is reached by exactly this
reach-go = Send a code
reach-no-contact = This looks neither like a phone number nor like a mail address; please check it
reach-mail-only = No text messages are sent here; please give the mail address
reach-phone-only = No mail is sent here; please give the phone number
reach-enough = Several codes were sent to it today. Try again tomorrow, or bring your identity card to the window for a new code.
reach-code-title = Type the code
reach-sent = If anything was filed with this contact, a code is on its way to it.
reach-code = One-time code
reach-code-hint = Six digits, valid for { $minutes } minutes, five tries
reach-code-go = Show my cases
reach-code-wrong = That code is wrong, or over, or was used already
reach-not-come = Nothing after a few minutes? Look among unwanted mail; or you gave another contact when applying. If nothing helps, bring your identity card to the window for a new code.
reach-again = Give the contact again
mine-title = My cases
mine-count = Filed with this contact: { $count }, newest first.
mine-none = Nothing was filed with this contact. Perhaps you gave another phone number or mail address, or changed it since.
mine-open = Open
mine-open-one = Open case { $case }
mine-back = Back to my cases
needs-code-title = This needs your code
needs-code = You came in by phone or mail. Changing the contact and taking a request back need the code you got when you applied, because several people may share a phone or a mailbox. If the code is lost, bring your identity card to the window for a new one.
needs-code-go = Open with the code
needs-code-back = Back to the case
