# Notices: for each kind a -subject and a -body, plain text.
# Variables: case, service, name, due, date, department, items (a finished list), reason, basis, remedy, authority,
# days, number (of the certificate), link, phone, review, seat (who takes over, or where a sitting is held).

salutation = Dear { $name },
salutation-plain = Hello,
signature =
    { $department }
    { $date }
    Questions: { $phone }
    Case number: { $case }
    Follow your case: { $link }

## To the applicant

receipt-subject = We have your application: { $service } ({ $case })
receipt-body =
    On { $date } { $department } received your application for "{ $service }" (receipt, 收件). Your case number is { $case }. Please keep it: you need it when you call to ask.

    What we received:
    { $items }

    By { $due } at the latest we tell you whether we take the case on (acceptance, 受理), whether something is missing (correction, 补正) or whether we cannot take it (non-acceptance, 不予受理). If something is missing, we tell you all of it at once.
    This proves what you handed in and when. It is not yet the acceptance (Administrative Licensing Law, Art. 32; applied likewise to services that are not licences).

accepted-subject = Accepted: { $service } ({ $case })
accepted-body =
    Your application for "{ $service }" was accepted on { $date } (notice of acceptance, 受理通知书).

    Accepted by: { $department }
    We have to decide by { $due }. Basis: { $basis }.
    Where the law allows a longer time, we tell you the reason when it is extended. The time for a hearing, an inspection, a test, quarantine, an appraisal or an expert review that the law requires does not count; we tell you in writing how long it takes (Administrative Licensing Law, Art. 45).

    You may withdraw at any time before the decision, and follow your case at any time: { $link }

deemed-accepted-subject = Your application counts as accepted: { $service } ({ $case })
deemed-accepted-body =
    We did not tell you in time whether anything was missing. Under Art. 32(1)(4) of the Administrative Licensing Law your application for "{ $service }" therefore counts as accepted from the day we received it (deemed acceptance, 视为受理).

    Accepted as of: { $date }
    We have to decide by { $due }. The time runs from the day above; our delay does not move it. Basis: { $basis }.
    You need not do anything.

not-accepted-subject = Not accepted: { $service } ({ $case })
not-accepted-body =
    We cannot accept your application for "{ $service }" (decision not to accept, 不予受理决定书).

    Reason: { $reason }
    Basis: { $basis }
    Decided by: { $department }
    Date: { $date }

    If you disagree:
    { $remedy }

    You may apply again when things have changed.

not-needed-subject = No application is needed: { $service } ({ $case })
not-needed-body =
    The law does not require an approval for what you applied for, "{ $service }". You need not apply, and so we do not accept the application (Administrative Licensing Law, Art. 32(1)(1)).

    Explanation: { $reason }
    Basis: { $basis }
    Date: { $date }

    If you disagree:
    { $remedy }

wrong-authority-subject = Please apply to { $authority }: { $service } ({ $case })
wrong-authority-body =
    "{ $service }" is not ours to decide, so we cannot accept your application (decision not to accept, 不予受理决定书; Administrative Licensing Law, Art. 32(1)(2)).

    Please apply to: { $authority }
    Reason: { $reason }
    Basis: { $basis }
    Date: { $date }

    If you disagree:
    { $remedy }

correction-intake-subject = Please send what is missing: { $service } ({ $case })
correction-intake-body =
    Your application for "{ $service }" is incomplete, or something in it does not have the form the law asks for. Here is all of it, told once (correction notice, 补正告知书; Administrative Licensing Law, Art. 32(1)(4)):

    { $items }

    Please complete it by { $due }, online at { $link } or at the window. Once it is complete, we have to accept it.
    If nothing comes by then: { $reason }
    If anything is unclear, call { $phone }. Before acceptance we ask for nothing that is not on this list.

correction-subject = We need something more from you: { $service } ({ $case })
correction-body =
    While looking at your application for "{ $service }", the departments found that they need the following. Their requests are put together here and told once (correction notice, 补正告知书):

    { $items }

    Please answer by { $due }: { $link }
    From the moment you are told until you answer, the time we promised stands still. The time the law gives us goes on running.
    If no answer comes: { $reason }

correction-lapsed-subject = The time to answer has passed: { $service } ({ $case })
correction-lapsed-body =
    We asked you to complete your application by { $due } and have had no answer.

    What is still missing:
    { $items }

    What follows: { $reason }
    Basis: { $basis }

    You may apply again. If something kept you from answering, or if you think that we made a mistake, call { $phone }.
    If you disagree:
    { $remedy }

clock-stopped-subject = The time is stopped: { $service } ({ $case })
clock-stopped-body =
    From { $date } the time for your application for "{ $service }" stands still (notice of special procedure, 特别程序告知书).

    Why: { $reason }
    Basis: { $basis }
    Planned length: { $days }; it runs again on { $due } at the latest.

    The time for a hearing, tender, auction, inspection, test, quarantine, appraisal or expert review that the law requires does not count, and you have to be told of it in writing (Administrative Licensing Law, Art. 45). For any other reason only the time we promised stands still; the time the law gives us goes on running. Time already used is not given back to us.

clock-resumed-subject = The time runs again: { $service } ({ $case })
clock-resumed-body =
    From { $date } the time for your application for "{ $service }" runs again.

    What it waited for is over: { $reason }
    We have to decide by { $due }.

due-moved-subject = The date has moved: { $service } ({ $case })
due-moved-body =
    The holidays and working days that your application for "{ $service }" is counted by have been published or changed.

    It was due on { $date }. It is now due on { $due }.
    The number of days has not changed. You need not do anything.

extended-subject = More time is needed: { $service } ({ $case })
extended-body =
    Your application for "{ $service }" cannot be finished in time. { $authority } has approved { $days } more (notice of extension, 延长期限告知书).

    Reason: { $reason }
    Basis: { $basis }
    New date: { $due }
    Approved on: { $date }

    This can be done only once. Under Art. 42 of the Administrative Licensing Law an extension needs the approval of the responsible head, and you have to be told the reason; where another law or regulation says otherwise, that one applies.

provisional-subject = New date after the holidays were published: { $service } ({ $case })
provisional-body =
    The date we gave you for "{ $service }" was provisional, because the public holidays of that year had not been published.

    The date now: { $due }
    Why: { $reason }

    The number of days is the same; only which of them are working days is now certain (Administrative Licensing Law, Art. 82: time is counted in working days, without public holidays).

granted-subject = Granted: { $service } ({ $case })
granted-body =
    Your application for "{ $service }" has been granted (decision to grant, 准予决定书).

    Decided by: { $department }
    Date: { $date }
    Basis: { $basis }

    You will have the certificate or decision by { $due } (Administrative Licensing Law, Art. 44: within ten days of the decision; where another law or regulation says otherwise, that one applies). Once it is ready your request says so, and we write to whoever gave a mail address.

granted-conditions-subject = Granted with conditions: { $service } ({ $case })
granted-conditions-body =
    Your application for "{ $service }" has been granted on these conditions (conditional decision to grant, 附条件的准予决定书):

    { $items }

    Decided by: { $department }
    Date: { $date }
    Why there are conditions: { $reason }
    Basis: { $basis }

    Please meet each of them in the time it says. If they are not met, the decision may be changed as the law provides, and you will be heard first.
    If you disagree with the conditions:
    { $remedy }

granted-in-part-subject = Granted in part: { $service } ({ $case })
granted-in-part-body =
    A part of your application for "{ $service }" has been granted, another part has not (decision to grant in part, 部分准予决定书):

    { $items }

    Decided by: { $department }
    Date: { $date }
    Why in part: { $reason }
    Basis: { $basis }

    What was granted stands by itself. You will have its papers by { $due } (Administrative Licensing Law, Art. 44). You may apply again for the rest when things have changed.
    If you disagree with what was not granted (Administrative Licensing Law, Art. 38(2)):
    { $remedy }

refused-subject = Refused: { $service } ({ $case })
refused-body =
    Your application for "{ $service }" has been refused (decision of refusal, 不予决定书).

    What did not pass:
    { $items }

    Reasons: { $reason }
    Basis: { $basis }
    Decided by: { $department }
    Date: { $date }

    If you disagree (Administrative Licensing Law, Art. 38(2)):
    { $remedy }

    You may also call { $phone } and have the decision explained to you. You may apply again when things have changed.
refused-alone-body =
    Your application for "{ $service }" has been refused (decision of refusal, 不予决定书).

    Reasons: { $reason }
    Basis: { $basis }
    Decided by: { $department }
    Date: { $date }

    If you disagree (Administrative Licensing Law, Art. 38(2)):
    { $remedy }

    You may also call { $phone } and have the decision explained to you. You may apply again when things have changed.

certificate-ready-subject = Ready to collect: { $service } ({ $case })
certificate-ready-body =
    Your certificate is ready (制证完成).

    Service: { $service }
    Number: { $number }
    Collect it at: { $department }
    Please come by { $due } and bring your identity card. Somebody else may come with a letter of authority and both identity cards. You can also see it online, with your case number and code: { $link }
    There is no fee for collecting it.

delivered-subject = Handed over: { $service } ({ $case })
delivered-body =
    Your certificate or decision was handed over on { $date } (送达).

    Service: { $service }
    Number: { $number }
    The certificate carries a code and an address by which anybody can verify it.

    If you did not get it, call { $phone } at once. With this your case is concluded (办结).

withdrawn-subject = Withdrawn: { $service } ({ $case })
withdrawn-body =
    Your application for "{ $service }" was withdrawn on { $date } (撤回). We do not work on it any longer.

    Note: { $reason }

    You may apply again at any time. If you did not want this, call { $phone } at once.

secret-replaced-subject = New code for your case: { $service } ({ $case })
secret-replaced-body =
    The code of your case { $case } ("{ $service }") was replaced at our counter on { $date }. The old code does not work any longer; the new one was handed over there and is not in this letter.

    If you did not ask for it, call { $phone } at once.

terminated-subject = Ended without a decision: { $service } ({ $case })
terminated-body =
    Work on your application for "{ $service }" was ended on { $date } (decision to terminate, 终止办理决定书).

    Reason: { $reason }
    Basis: { $basis }
    Decided by: { $department }

    If you disagree:
    { $remedy }

follow-up-closed-subject = What we did after your rating: { $service } ({ $case })
follow-up-closed-body =
    You rated how we handled "{ $service }" as bad. We have looked into it (follow-up, 回访整改).

    What was done: { $reason }
    Department: { $department }
    Date: { $date }

    If it is not put right, you may complain; supervisors answer, not the department: { $link }

complaint-answered-subject = Answer to your complaint: { $service } ({ $case })
complaint-answered-body =
    Your complaint about how "{ $service }" was handled was looked into by supervisors who had no part in it (投诉答复).

    Answer: { $reason }
    Answered by: { $department }
    Date: { $date }

    A complaint changes no deadline for reconsideration or a lawsuit. If it is not settled, you may complain again: { $link }

## To officers

remind-subject = Reminder: { $case } is due on { $due }
remind-body =
    "{ $review }" ({ $service }, { $case }) is due on { $due }. Please work on it: { $link }

urge-subject = Urged: { $case }, time limit { $due }
urge-body =
    "{ $review }" ({ $service }, { $case }) is not done; its time limit: { $due }. You are urged, on the record (督办).
    Please do it now or say why not: { $link }

notify-role-subject = For your information: { $case } at { $department }
notify-role-body =
    "{ $review }" ({ $service }, { $case }) is with { $department }; its time limit: { $due }.
    Why you are told: { $reason }
    See it: { $link }

reassigned-subject = Now with you: { $case }
reassigned-body =
    "{ $review }" ({ $service }, { $case }) is now with { $seat }.
    Why: { $reason }
    Its time limit: { $due }. The time does not start again.
    Work on it: { $link }

card-yellow-subject = Yellow card: { $department }, { $case }
card-yellow-body =
    "{ $review }" ({ $service }, { $case }) has brought { $department } a yellow card (a warning, 黄牌).
    Why: { $reason }
    Rule: { $basis }
    Please answer by { $due } what happened and how it is put right: { $link }

card-red-subject = Red card: { $department }, { $case }
card-red-body =
    "{ $review }" ({ $service }, { $case }) has brought { $department } a red card (a breach, 红牌).
    Why: { $reason }
    Rule: { $basis }
    Please answer by { $due } what happened and how it is put right; without an answer it goes one level up: { $link }

card-red-copy-subject = For your information: red card for { $department }, { $case }
card-red-copy-body =
    "{ $review }" ({ $service }, { $case }) has brought { $department } a red card (a breach, 红牌).
    Why: { $reason }
    Rule: { $basis }
    Its head has been asked to answer by { $due }. You need not answer; this is so that you know: { $link }

handed-to-subject = Handed to supervision: { $case }
handed-to-body =
    "{ $review }" ({ $service }, { $case }) at { $department } is overdue and now with { $seat }.
    Its time limit: { $due }
    Why: { $reason }
    You may reassign it, urge, waive the review or, where the law allows it, decide in the department's stead, always with a reason: { $link }

assigned-subject = New work: { $case }
assigned-body =
    "{ $review }" ({ $service }, { $case }) was given to you at { $department }. The time does not start again.
    Due: { $due }
    Work on it: { $link }

follow-up-subject = Bad rating: { $case }, call within one working day
follow-up-body =
    The applicant of "{ $service }" ({ $case }) rated its handling as bad. Please call within one working day, have it put right by { $due }, and write what was done; the applicant reads it: { $link }

complaint-subject = Complaint: { $case }, answer by { $due }
complaint-body =
    The applicant of "{ $service }" ({ $case }) has complained about its handling. Supervisors who had no part in it answer by { $due }; the departments concerned do not see the complaint: { $link }

claim-lapsed-subject = Back in the queue: { $case }
claim-lapsed-body =
    You claimed "{ $review }" ({ $service }, { $case }) and nothing was done about it for some days. It is back in the queue of { $department }; what you had written is kept for you.
    Its time limit: { $due }. If you go on with it, claim it again: { $link }

sitting-called-subject = Sitting on { $date }
sitting-called-body =
    { $department } calls a sitting (集中审批会).
    When: { $date }
    Where: { $seat }
    Agenda:
    { $items }

    If you cannot come, please give your opinions in writing beforehand: { $link }

digest-subject = Queue of { $department } on { $date }
digest-body =
    The queue of { $department } on { $date }, most urgent first:
    { $items }

    The whole queue: { $link }

seal-subject = Daily seal: { $date }
seal-body =
    The attached file, { $name }, seals the journals that changed until { $date }: { $items }. It holds their numbers, lengths and check sums, and names nobody.
    Root: { $number }

    Please keep the file outside the system, with those of the days before. If a journal is ever shortened, rewritten or removed, they show it: lianban verify --seals FOLDER
    What happens after the newest file you hold is not protected by it. One arrives every night; if one is missing, please ask.

passcode-subject = Code for looking up your cases
passcode-body =
    Hello,

    somebody is looking up cases with this mail address. The code is { $code }. It holds for 10 minutes and
    can be used once.

    Type it into the page that asked for it and tell nobody; our staff will never ask for it. If it was not
    you, there is nothing to do.
passcode-text = [Lianban] Code for looking up your cases: { $code }, valid for 10 minutes. Tell nobody. If it was not you, ignore this.
