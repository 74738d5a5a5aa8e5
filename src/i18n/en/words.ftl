## Phases of a request

phase-received = Received
phase-awaiting-correction = Waiting for your correction
phase-under-review = Under review
phase-deciding = Being decided
phase-certifying = Certificate being made
phase-delivering = Being handed over
phase-concluded = Concluded
phase-not-accepted = Not accepted
phase-redirected = Sent to the right authority
phase-withdrawn = Withdrawn
phase-deemed-withdrawn = Counts as withdrawn
phase-terminated = Ended without a decision

## Lights: a shape beside the colour, so that nobody needs to tell colours apart

light-green = ● green
light-yellow = ▲ yellow
light-red = ■ red
light-grey = ‖ stopped
light-green-text = ● { $days ->
        [one] one working day left
       *[other] { $days } working days left
    }
light-yellow-text = ▲ { $days ->
        [one] only one working day left
       *[other] only { $days } working days left
    }
light-yellow-today = ▲ due today
light-red-text = ■ { $days ->
        [one] one working day over
       *[other] { $days } working days over
    }
light-red-today = ■ overdue since today
light-grey-text = ‖ stopped
light-grey-over = ‖ { $days ->
        [one] stopped, one working day over
       *[other] stopped, { $days } working days over
    }
light-provisional = provisional (the holidays of that year are not published yet)

## Opinions and decisions

opinion-agree = Agrees
opinion-conditions = Agrees with conditions
opinion-refuse = Refuses
opinion-not-concerned = Not concerned
opinion-refer-up = Refers it up
opinion-none = No opinion yet
opinion-deemed = Silent, counts as agreeing
opinion-waived = Waived
decision-grant = Granted
decision-grant-conditions = Granted with conditions
decision-refuse = Refused

## Duties

duty-intake = Intake
duty-review = Review
duty-correction = Sending the correction notice
duty-decide = Decision
duty-issue = Making the certificate
duty-deliver = Handing over
duty-tell = Telling the person
duty-preside = Presiding over a sitting
duty-follow-up = Following up a bad rating
duty-complaint = Answering a complaint

## Cards

card-yellow = ▲ yellow card (warning)
card-red = ■ red card (breach)
card-open = To be answered
card-answered = Answered
card-withdrawn = Taken back

## Clocks

clock-intake = Intake
clock-intake-answer = Your answer before acceptance
clock-statutory = Time the law gives
clock-promised = Promised time
clock-stage = Stage
clock-review = Review
clock-collect = Collecting what is missing
clock-answer = Your answer
clock-decide = Decision
clock-issue = Certificate
clock-deliver = Handing over
clock-tell = Telling the person
clock-card = Answer to a card
clock-follow-up = Following up a bad rating
clock-complaint = Answer to a complaint

## Units of a limit

unit-working-days = { $count ->
        [one] one working day
       *[other] { $count } working days
    }
unit-calendar-days = { $count ->
        [one] one day
       *[other] { $count } days
    }
unit-working-hours = { $count ->
        [one] one working hour
       *[other] { $count } working hours
    }

## Grounds on which a clock stops; the first eight are those of the Licensing Law, Art. 45

stop-hearing = Hearing
stop-tender = Tender
stop-auction = Auction
stop-inspection = Inspection
stop-testing = Testing
stop-quarantine = Quarantine
stop-appraisal = Appraisal
stop-expert-review = Expert review
stop-correction = Correction
stop-publicity = Public posting
stop-outside-answer = Answer from outside
stop-reopened = An earlier review was reopened

## How far a review is, and why it left the queue

review-waiting = Waiting for the others to speak first
review-open = In the queue
review-closed = Opinion given
review-waived = Waived
review-cancelled = Withdrawn from the queue
cancel-settled = The round was settled without it
cancel-ended = The request was decided or has ended
cancel-row-removed = A correction removed this entry
cancel-overtaken = An earlier stage did not pass

## How an applicant rates the handling

rating-very-satisfied = Very satisfied
rating-satisfied = Satisfied
rating-fairly-satisfied = Fairly satisfied
rating-dissatisfied = Dissatisfied
rating-very-dissatisfied = Very dissatisfied

## Silence

silence-escalate = Silence climbs the ladder
silence-deem-agree = Silence counts as agreeing (internal opinions)
silence-block = Nothing moves until there is an answer

## Who files

filer-self = The applicant
filer-agent = A person with a proxy
filer-association = An association
filer-window = The window, for the person at the counter

## Kinds of handling

kind-single = One department alone
kind-unified = The lead relays and answers
kind-joint = Departments in parallel
kind-centralized = All in one sitting

## Explain: why is it not done, and who must act

explain-applicant = Waiting for the applicant's answer, by { $due }
explain-desk = Waiting for { $department }, due { $due }
explain-department = Waiting for { $department } to give its opinion on "{ $review }", due { $due }
explain-department-unclaimed = Nobody at { $department } has taken "{ $review }" yet, due { $due }
explain-decider = Waiting for { $department } to decide, due { $due }
explain-issuer = Waiting for { $department } to make the certificate, due { $due }
explain-deliverer = Waiting for { $department } to hand it over, due { $due }
explain-supervisor = With the supervisors, due { $due }
explain-sitting = Waiting for the next sitting, { $due } at the latest
explain-date = Waiting for { $date }, then it goes on by itself
explain-stopped = Stopped ({ $reason }), runs again on { $due } at the latest
explain-done = Done, nobody needs to act
explain-since = since { $date }

notice-receipt = Receipt
notice-accepted = Notice of acceptance
notice-deemed-accepted = Counts as accepted
notice-not-accepted = Decision of non-acceptance
notice-not-needed = No approval is needed
notice-wrong-authority = Another authority is competent
notice-correction-intake = Notice of what is missing, before acceptance
notice-correction = Notice of what is missing
notice-correction-lapsed = What was missing did not come in time
notice-clock-stopped = The time stands still
notice-clock-resumed = The time runs again
notice-extended = Extension
notice-due-moved = Another due date
notice-granted = Decision to grant
notice-granted-conditions = Decision to grant, with conditions
notice-granted-in-part = Decision to grant in part
notice-refused = Decision of refusal
notice-certificate-ready = The certificate can be fetched
notice-delivered = Handed over
notice-withdrawn = Withdrawn
notice-terminated = Ended without a decision
notice-follow-up-closed = What was done after your rating
notice-complaint-answered = Answer to the complaint
