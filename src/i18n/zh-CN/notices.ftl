# 告知书。每种一个 -subject（标题）和一个 -body（正文），纯文本。
# 变量：case 办件编号，service 事项，name 收件人，due 到期日，date 日期，department 部门，items 已排好的清单，
# reason 理由，basis 依据，remedy 救济途径，authority 有权机关，days 天数，number 证照编号，link 网址，phone 电话，review 审查，seat 接手的岗位或开会地点。

salutation = { $name }，您好：
salutation-plain = 您好：
signature =
    { $department }
    { $date }
    咨询电话：{ $phone }
    办件编号：{ $case }
    查询进度：{ $link }

## 给申请人

receipt-subject = 已收到您的申请：{ $service }（{ $case }）
receipt-body =
    { $date }，{ $department }收到了您办理“{ $service }”的申请（收件）。您的办件编号是 { $case }，请记好，打电话问进度时用得上。

    收到的材料：
    { $items }

    我们最晚在 { $due } 前告诉您：可以办理（受理），还是要补材料（补正），还是不能办理（不予受理）。要补的，一次全部告诉您。
    这是收到材料的凭证，还不是受理的决定。收件日期以本凭证为准（《行政许可法》第三十二条；不属于行政许可的事项，参照办理）。

accepted-subject = 已受理：{ $service }（{ $case }）
accepted-body =
    您的“{ $service }”申请已于 { $date } 受理（受理通知书）。

    受理部门：{ $department }
    我们应当在 { $due } 前作出决定。依据：{ $basis }。
    法律规定可以延长期限的，延长前会把理由告诉您。依法需要听证、检验、检测、检疫、鉴定、专家评审等的，所需时间不算在内，我们会书面告诉您要多久（《行政许可法》第四十五条）。

    决定作出前，您可以随时撤回申请，也可以随时查询进度：{ $link }

deemed-accepted-subject = 您的申请视为已受理：{ $service }（{ $case }）
deemed-accepted-body =
    我们没有在规定的时间内告诉您要补什么材料。按照《行政许可法》第三十二条第一款第四项，您的“{ $service }”申请从收到材料那天起就算已经受理（视为受理）。

    受理日期：{ $date }
    我们应当在 { $due } 前作出决定，期限从受理日期起算，不因为我们的延误往后推。依据：{ $basis }。
    您不需要再做什么。

not-accepted-subject = 不予受理：{ $service }（{ $case }）
not-accepted-body =
    您的“{ $service }”申请，我们不能受理（不予受理决定书）。

    理由：{ $reason }
    依据：{ $basis }
    作出决定的机关：{ $department }
    决定日期：{ $date }

    如果您不同意这个决定：
    { $remedy }

    情况有变化以后，您可以重新申请。

not-needed-subject = 这件事不需要申请：{ $service }（{ $case }）
not-needed-body =
    您申请的“{ $service }”，按照法律不需要批准，您不用办这个手续，所以我们不受理（《行政许可法》第三十二条第一款第一项）。

    说明：{ $reason }
    依据：{ $basis }
    日期：{ $date }

    如果您不同意：
    { $remedy }

wrong-authority-subject = 这件事请找 { $authority }：{ $service }（{ $case }）
wrong-authority-body =
    您申请的“{ $service }”不归我们管，所以我们不能受理（不予受理决定书，《行政许可法》第三十二条第一款第二项）。

    请向这个机关申请：{ $authority }
    理由：{ $reason }
    依据：{ $basis }
    决定日期：{ $date }

    如果您不同意这个决定：
    { $remedy }

correction-intake-subject = 请补材料：{ $service }（{ $case }）
correction-intake-body =
    您的“{ $service }”申请还缺材料，或者有的材料不合规定的形式。要补正的内容全部列在这里，一次告诉您（补正告知书，《行政许可法》第三十二条第一款第四项）：

    { $items }

    请在 { $due } 前补齐，可以在网上补：{ $link }，也可以交到窗口。补齐以后，我们应当受理。
    过期没有补的：{ $reason }
    不清楚的，请打电话 { $phone }。没有写在这里的材料，我们不会在受理前再要。

correction-subject = 审查中需要您补充：{ $service }（{ $case }）
correction-body =
    各部门审查您的“{ $service }”申请时，需要您补充下面的内容。各部门的要求已经合在一起，一次告诉您（补正告知书）：

    { $items }

    请在 { $due } 前补充：{ $link }
    从您收到本告知起，到您答复为止，我们承诺的办理时间暂停计算；法律规定的期限照常计算。
    过期没有答复的：{ $reason }

correction-lapsed-subject = 补正期限已过：{ $service }（{ $case }）
correction-lapsed-body =
    我们请您在 { $due } 前补充材料，到期没有收到您的答复。

    没有补充的内容：
    { $items }

    结果：{ $reason }
    依据：{ $basis }

    您可以重新申请。如果您有特殊情况，或者认为我们弄错了，请打电话 { $phone }。
    如果您不同意：
    { $remedy }

clock-stopped-subject = 办理时间暂停计算：{ $service }（{ $case }）
clock-stopped-body =
    您的“{ $service }”申请从 { $date } 起暂停计算办理时间（特别程序告知书）。

    原因：{ $reason }
    依据：{ $basis }
    预计需要：{ $days }，最晚到 { $due } 恢复计算。

    依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在期限内，应当书面告诉您（《行政许可法》第四十五条）。因为其他原因暂停的，只暂停我们承诺的办理时间，法律规定的期限照常计算。已经用掉的时间不重新算。

clock-resumed-subject = 办理时间恢复计算：{ $service }（{ $case }）
clock-resumed-body =
    您的“{ $service }”申请从 { $date } 起恢复计算办理时间。

    暂停的原因已经结束：{ $reason }
    我们应当在 { $due } 前作出决定。

due-moved-subject = 办理截止日期变动：{ $service }（{ $case }）
due-moved-body =
    因节假日和工作日安排公布或调整，您的“{ $service }”申请的截止日期有变动。

    原截止日期：{ $date }；现截止日期：{ $due }。
    办理时限的天数没有变，您不需要做任何事。

extended-subject = 办理期限延长：{ $service }（{ $case }）
extended-body =
    您的“{ $service }”申请不能在原来的期限内办完。经{ $authority }批准，期限延长{ $days }（延长期限告知书）。

    理由：{ $reason }
    依据：{ $basis }
    新的期限：{ $due }
    批准日期：{ $date }

    期限只能延长一次。按照《行政许可法》第四十二条，延长应当经负责人批准，并把理由告诉您；其他法律、法规另有规定的，依照其规定。

provisional-subject = 到期日按新公布的放假安排重新计算：{ $service }（{ $case }）
provisional-body =
    您的“{ $service }”申请，原来告诉您的到期日是暂定的，因为那一年的放假安排当时还没有公布。

    现在的到期日：{ $due }
    原因：{ $reason }

    办理的天数没有变，只是哪些天是工作日定了下来（《行政许可法》第八十二条：期限以工作日计算，不含法定节假日）。

granted-subject = 准予：{ $service }（{ $case }）
granted-body =
    您的“{ $service }”申请已经批准（准予决定书）。

    决定机关：{ $department }
    决定日期：{ $date }
    依据：{ $basis }

    我们会在 { $due } 前把证照或者决定书交给您（《行政许可法》第四十四条：自作出决定之日起十日内；其他法律、法规另有规定的，依照其规定）。办好以后，办件进度里会写明；留了邮箱的，再发信告诉您。

granted-conditions-subject = 准予（附条件）：{ $service }（{ $case }）
granted-conditions-body =
    您的“{ $service }”申请已经批准，但有下面的条件（附条件的准予决定书）：

    { $items }

    决定机关：{ $department }
    决定日期：{ $date }
    附条件的理由：{ $reason }
    依据：{ $basis }

    请按条件写明的时间做到。没有做到的，决定机关可以依法处理这项决定，处理前会听您说明情况。
    如果您不同意所附的条件：
    { $remedy }

granted-in-part-subject = 部分准予：{ $service }（{ $case }）
granted-in-part-body =
    您的“{ $service }”申请，一部分已经批准，一部分没有批准（部分准予决定书）：

    { $items }

    决定机关：{ $department }
    决定日期：{ $date }
    部分准予的理由：{ $reason }
    依据：{ $basis }

    批准的部分照常有效，我们会在 { $due } 前把证照交给您（《行政许可法》第四十四条）。没有批准的部分，情况有变化以后可以重新申请。
    如果您不同意没有批准的部分（《行政许可法》第三十八条第二款）：
    { $remedy }

refused-subject = 不予批准：{ $service }（{ $case }）
refused-body =
    您的“{ $service }”申请没有被批准（不予决定书）。

    没有通过的内容：
    { $items }

    理由：{ $reason }
    依据：{ $basis }
    决定机关：{ $department }
    决定日期：{ $date }

    如果您不同意这个决定（《行政许可法》第三十八条第二款）：
    { $remedy }

    您也可以打电话 { $phone } 请我们当面解释。情况有变化以后，可以重新申请。
refused-alone-body =
    您的“{ $service }”申请没有被批准（不予决定书）。

    理由：{ $reason }
    依据：{ $basis }
    决定机关：{ $department }
    决定日期：{ $date }

    如果您不同意这个决定（《行政许可法》第三十八条第二款）：
    { $remedy }

    您也可以打电话 { $phone } 请我们当面解释。情况有变化以后，可以重新申请。

certificate-ready-subject = 可以领取：{ $service }（{ $case }）
certificate-ready-body =
    您的证照已经办好（制证完成）。

    事项：{ $service }
    编号：{ $number }
    领取地点：{ $department }
    请在 { $due } 前领取，带上身份证；请别人代领的，带上委托书和两人的身份证。也可以凭办件编号和查询码在网上查看：{ $link }
    领取不收费。

delivered-subject = 已送达：{ $service }（{ $case }）
delivered-body =
    您的证照或者决定书已于 { $date } 送达。

    事项：{ $service }
    编号：{ $number }
    证照上印有核验码和核验网址，任何人都可以核验。

    如果您没有收到，请马上打电话 { $phone }。您的办件到这里办结。

withdrawn-subject = 已撤回：{ $service }（{ $case }）
withdrawn-body =
    您的“{ $service }”申请已于 { $date } 撤回，我们不再办理。

    说明：{ $reason }

    撤回不影响您以后重新申请。如果这不是您本人的意思，请马上打电话 { $phone }。

secret-replaced-subject = 查询码已更换：{ $service }（{ $case }）
secret-replaced-body =
    您的办件 { $case }（“{ $service }”）的查询码已于 { $date } 在窗口更换，原查询码即时失效。新查询码已当面交付，不在本函中。

    如果这不是您本人的意思，请马上打电话 { $phone }。

terminated-subject = 终止办理：{ $service }（{ $case }）
terminated-body =
    您的“{ $service }”申请已于 { $date } 终止办理（终止办理决定书）。

    理由：{ $reason }
    依据：{ $basis }
    作出决定的机关：{ $department }

    如果您不同意这个决定：
    { $remedy }

follow-up-closed-subject = 您的评价已回访整改：{ $service }（{ $case }）
follow-up-closed-body =
    您对“{ $service }”的办理给了差评，我们已经核实处理（回访整改）。

    处理情况：{ $reason }
    办理部门：{ $department }
    日期：{ $date }

    如果问题没有解决，您可以投诉，由督办员答复，不由被投诉的部门答复：{ $link }

complaint-answered-subject = 投诉答复：{ $service }（{ $case }）
complaint-answered-body =
    您对“{ $service }”办理的投诉，已由没有参与这件办件的督办员核实（投诉答复）。

    答复：{ $reason }
    答复部门：{ $department }
    日期：{ $date }

    投诉不影响申请行政复议和提起行政诉讼的期限。如果问题没有解决，您可以再次投诉：{ $link }

## 给经办人员

remind-subject = 提醒：{ $case } 将于 { $due } 到期
remind-body =
    “{ $review }”（{ $service }，{ $case }）将于 { $due } 到期，请及时办理：{ $link }

urge-subject = 督办：{ $case }，办理期限 { $due }
urge-body =
    “{ $review }”（{ $service }，{ $case }）还没有办完，办理期限为 { $due }。本次督办已记录在案。
    请马上办理，或者写明理由：{ $link }

notify-role-subject = 请知悉：{ $department }的办件 { $case }
notify-role-body =
    { $department }的“{ $review }”（{ $service }，{ $case }）到期时间为 { $due }。
    原因：{ $reason }
    查看：{ $link }

reassigned-subject = 转交给您：{ $case }
reassigned-body =
    “{ $review }”（{ $service }，{ $case }）现在由{ $seat }办理。
    原因：{ $reason }
    到期时间：{ $due }。期限不重新计算。
    办理：{ $link }

card-yellow-subject = 黄牌：{ $department }，{ $case }
card-yellow-body =
    { $department }的“{ $review }”（{ $service }，{ $case }）收到黄牌（预警）。
    事由：{ $reason }
    依据：{ $basis }
    请在 { $due } 前答复原因和补救办法：{ $link }

card-red-subject = 红牌：{ $department }，{ $case }
card-red-body =
    { $department }的“{ $review }”（{ $service }，{ $case }）收到红牌（违规）。
    事由：{ $reason }
    依据：{ $basis }
    请在 { $due } 前答复原因和补救办法；不答复的，报上一级处理：{ $link }

card-red-copy-subject = 请知悉：{ $department }收到红牌，{ $case }
card-red-copy-body =
    { $department }的“{ $review }”（{ $service }，{ $case }）收到红牌（违规）。
    事由：{ $reason }
    依据：{ $basis }
    已要求该部门负责人在 { $due } 前答复。本函供您了解情况，不需要您答复：{ $link }

handed-to-subject = 移交督办：{ $case }
handed-to-body =
    { $department }的“{ $review }”（{ $service }，{ $case }）逾期没有办完，现移交{ $seat }处理。
    到期时间：{ $due }
    原因：{ $reason }
    可以采取的措施：重新指派、督办、免除这项审查，或者在法律允许时代为决定，都要写明理由：{ $link }

assigned-subject = 新的办件：{ $case }
assigned-body =
    { $department }的“{ $review }”（{ $service }，{ $case }）转由您办理。期限不重新计算。
    到期时间：{ $due }
    办理：{ $link }

follow-up-subject = 差评：{ $case }，请在一个工作日内回访
follow-up-body =
    “{ $service }”（{ $case }）的申请人给了差评。请在一个工作日内回访，{ $due } 前整改到位，并写明处理情况，申请人会看到：{ $link }

complaint-subject = 投诉：{ $case }，请在 { $due } 前答复
complaint-body =
    “{ $service }”（{ $case }）的申请人对办理提出投诉。请由没有参与这件办件的督办员在 { $due } 前答复；被投诉的部门看不到投诉内容：{ $link }

claim-lapsed-subject = 已退回待办：{ $case }
claim-lapsed-body =
    您领办的“{ $review }”（{ $service }，{ $case }）多日没有办理，已退回{ $department }的待办；您写过的草稿还为您保留。
    到期时间：{ $due }。要继续办理的，请重新领办：{ $link }

sitting-called-subject = 集中审批会：{ $date }
sitting-called-body =
    { $department }召集集中审批会。
    时间：{ $date }
    地点：{ $seat }
    议程：
    { $items }

    不能到会的，请会前提交书面意见：{ $link }

digest-subject = { $date } 待办：{ $department }
digest-body =
    { $date }，{ $department }的待办如下，最急的在前：
    { $items }

    全部待办：{ $link }

seal-subject = 每日存证：{ $date }
seal-body =
    附件 { $name } 对截至 { $date } 有变动的办件记录作了存证，共 { $items } 份。附件只有编号、长度和校验值，不含任何个人信息。
    根值：{ $number }

    请把附件与之前各日的附件一起保存在系统之外。记录日后如被截短、改写或删除，可以用它查出：lianban verify --seals 文件夹
    您手中最新附件之后发生的事，不在它的保护之内。存证每晚寄出一份；如缺某日，请向我们查询。

passcode-subject = 查询办件的验证码
passcode-body =
    您好：

    您正在用这个邮箱查询办件。验证码是 { $code }，10分钟内有效，只能用一次。

    请填在刚才的网页上，不要告诉别人，工作人员不会问您要。不是您本人操作的，不用理会。
passcode-text = 【联办】查询办件的验证码：{ $code }，10分钟内有效。不要告诉别人。不是您本人操作的，不用理会。
