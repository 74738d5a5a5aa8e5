### 给流动人口看的页面。

home-title = 一次申请，各部门一起办
home-lead = 孩子上学、办居住证、开店：在这里交一次材料，各部门同时办，办到哪一步、谁在办、什么时候办完，随时查得到。
home-follow = 查我的办件
home-follow-hint = 用办件编号和查询码，不用注册。
home-follow-go = 去查询
home-services = 可以办的事
home-search = 找一件事
home-search-go = 查找
home-nothing = 没有找到。换个词试试，比如“上学”“居住证”。
home-lead-department = 牵头部门：{ $department }
home-window = 受理时间：每年{ $from }至{ $to }

guide-back = 所有服务
guide-apply = 现在申请
guide-gives = 办成后得到
guide-costs = 费用
guide-free = 不收费
guide-who = 谁可以申请
guide-bring = 要带的材料
guide-if-needed = （符合情形时才要）
guide-may-follow = （可以后补）
guide-departments = 谁来办
guide-at-once = 这几个部门同时办，不用一家一家跑。
guide-decides = 最后由{ $department }作出决定。
guide-diagram = 流程图
guide-diagram-alt = 这项服务的流程图，内容与上面“谁来办”相同
guide-refused = 如果没有批准
guide-basis = 依据：{" "}


## 查办件：入口

open-title = 查我的办件
open-lead = 不用注册。填上回执上的两样东西，就能看到办到哪一步。
open-number = 办件编号
open-number-hint = 十四位，回执和每封信上都有。大小写、短横都不要紧。
open-code = 查询码
open-code-hint = 十位，在回执上，可以直接粘贴。
open-go = 查看
open-wrong = 办件编号和查询码对不上。请对照回执，两样都从头核对一遍
open-look-alike = 编号和查询码里没有数字 0、1，也没有字母 O、I、L。写成这些的，可能是 Q、D、8 或者 J、T、7
open-own = 接着看 { $case }
open-lost = 查询码丢了，带身份证到综合窗口换一个新的。
open-verify = 核验别人的证照

## 查办件：人们要问的

ask-to-do = 要我做什么
ask-by-when = 什么时候办好
ask-when = 日期
ask-who = 谁在办
ask-next = 接下来
ask-call = 打电话问

case-of = { $surname }某
case-more = 还可以
case-slip = 打印一张查询单
case-receipt = 打印收件凭证
case-refusal = 打印不予决定书
case-withdraw = 撤回申请
case-certificate = 查看证照，可以打印
case-certificate-hint = 任何人都可以凭证照上的核验码核验。
case-leave = 退出查询
case-leave-hint = 用别人的手机或者公用电脑，看完请退出。

done-answered = 收到了您补充的内容。接下来由各部门继续审查，有结果会告诉您，不用再来。
done-withdrawn = 申请已经撤回。以后需要，可以重新申请。

now-received = { $department }收到了您的申请，正在看材料
now-awaiting = 等您补材料
now-telling = 有材料要补，通知正在送给您
now-missing = 有部门需要您补充材料
now-sitting = 等集中审批会，各部门坐在一起审
now-review = 正在审查您的申请
now-review-one = { $department }正在审查您的申请
now-review-many = { $count }个部门正在同时审查您的申请
now-date = 等到{ $date }，到时自动继续
now-deciding = 各部门都看完了，{ $department }正在作决定
now-certifying = 批准了，正在制作{ $paper }
now-ready = { $paper }办好了，可以来领
now-refused = 没有批准，决定书正在送给您
now-done = 办完了：{ $paper }已经交给您
now-done-refused = 办完了：没有批准
now-not-accepted = 这件申请没有受理
now-redirected = 这件事归别的机关办
now-withdrawn = 申请已经撤回
now-deemed-withdrawn = 没有按时补材料，申请视为撤回
now-terminated = 这件申请已经终止

to-do-nothing = 现在不用您做什么。有事我们会告诉您，您也可以随时来这里看。
to-do-bring = 需要补{ $count }项材料（补正）：
to-do-until = 请在{ $date }前补齐
to-do-when-told = 通知送到您手上以后，才开始算补充的时间。现在就补也可以。
to-do-go = 去补材料
to-do-fetch = 请带身份证到{ $department }领取，也可以先在网上看。
to-do-done = 没有要您做的事了。
to-do-read-decision = 看决定、理由和不同意时怎么办
to-do-elsewhere = 请向下面的机关申请：
to-do-reason = 窗口写给您的理由：
to-do-ended = 没有要您做的事了，各部门都不再看您的材料。
to-do-again = 重新申请

when-intake = 最晚告诉您能不能受理
when-promised = 我们承诺（承诺时限）
when-statutory = 法律规定最晚（法定时限）
when-deliver = 最晚交到您手上（送达时限）
when-received = 收到申请
when-accepted = 受理
when-ended = 办结
when-stopped = 现在停钟，日期会往后推

stage-open = 正在办
stage-over = 已完成
stage-ahead = 还没开始
stage-skipped = 不需要
stage-sitting = 在集中审批会上一起审，一次定下来。
stage-joined = { $all }个部门中已到{ $done }个，到齐才往下走
stage-one-is-enough = 有一项通过就往下走
stage-settled = 已经汇合，有了结果
strand-ordinal = （第{ $number }项）
strand-advice = 只提建议，不影响结果
strand-until = 应在{ $date }前办完
strand-on = { $date }
strand-closed = ✓ 已提意见，{ $date }
strand-waiting = 等其他部门先提意见
strand-waived = 已免除，不再需要
strand-cancelled = 不需要再审
strand-stopped = ‖ 停钟：{ $reason }

step-intake = { $department }告诉您能不能受理
step-reviews = 各部门同时审查
step-decide = { $department }作出决定
step-issue = 批准的，{ $department }制作{ $paper }
step-deliver = { $department }把结果交给您
next-late = 不用您催：{ $date }还没办完，系统会自动{ $what }。
late-remind = 提醒经办人
late-notify = 报告部门负责人
late-reassign = 转给负责人办
late-urge = 督办
late-yellow = 发黄牌
late-red = 发红牌
late-supervisor = 交给督办人员
call-hint = 打电话时请报办件编号，不要报查询码。

stops-title = 办理时间为什么停过
stops-hint = 停下的时间不算在期限里，恢复以后接着算，已经用掉的不重来。
stop-open = 从{ $from }起停，最晚{ $to }恢复。
stop-over = 从{ $from }停到{ $to }。
stop-both = 承诺时限和法定时限都停。
stop-promised-only = 只停承诺时限，法定时限照常计算。

decided = 决定：{ $outcome }
decided-reasons = 理由
decided-basis = 依据：
decided-failed = 没有通过的审查
decided-conditions = 附带的条件
decided-remedy = 不同意怎么办

notices-title = 给您的通知
notices-hint = 文字按现在的记录重新生成；停钟、延期以后，里面的日期可能比原件新。
notice-receipt = 收件凭证
notice-accepted = 受理通知书
notice-deemed-accepted = 视为受理通知
notice-not-accepted = 不予受理决定书
notice-not-needed = 不需要申请
notice-wrong-authority = 请找有权机关
notice-correction-intake = 补正告知书（受理前）
notice-correction = 补正告知书（审查中）
notice-correction-lapsed = 补正期限已过
notice-clock-stopped = 停钟告知书
notice-clock-resumed = 恢复计时
notice-extended = 延长期限告知书
notice-due-moved = 截止日期变动
notice-granted = 准予决定书
notice-granted-conditions = 准予决定书（附条件）
notice-refused = 不予决定书
notice-certificate-ready = 可以领取
notice-delivered = 已送达
notice-withdrawn = 撤回确认
notice-terminated = 终止办理决定书
notice-other = 通知
notice-told = { $date }送到
notice-not-told = 没有送到，窗口会另外通知您
notice-mailed = 邮件已发出
notice-at-counter = 在窗口告知

looks-title = 谁看过我的材料
looks-none = 还没有人打开过您的材料。
looks-hint = 每次打开都有记录，删不掉。
looks-older = 更早的（{ $count }条）
look-certificate = 制证、发证
look-journal = 审计，核对办理记录
look-supervision = 督办，查看办理情况
look-document = { $what }（打开文件）

past-title = 办理经过
past-open = 看全部经过（{ $count }条）
past-you = 您
past-system = 系统
past-filed = 您提交了申请：{ $about }
past-accepted = 受理
past-phase-entered = 进入“{ $about }”
past-stage-opened = 开始“{ $about }”
past-stage-skipped = “{ $about }”不需要
past-stage-finished = 完成“{ $about }”
past-stage-reopened = 重新打开“{ $about }”
past-review-opened = “{ $about }”交给部门审查
past-opined = { $department }对“{ $about }”提了意见
past-opined-by-rule = “{ $about }”到期，按规则处理
past-review-reopened = “{ $about }”重新审查
past-review-waived = “{ $about }”已免除
past-review-cancelled = “{ $about }”不需要再审
past-correction-sent = 发出补正告知
past-correction-answered = 补正内容已收到
past-correction-closed = 补正结束
past-stopped = 办理时间停算
past-resumed = 办理时间恢复计算
past-extended = 办理期限延长
past-decided = { $department }作出决定：{ $about }
past-urged = 督办“{ $about }”
past-card-issued = { $about }因超期被记牌
past-notified = 给您发通知：{ $about }
past-notice-told = 通知送到：{ $about }
past-notice-not-told = 通知没有送到：{ $about }
past-certificate-issued = { $department }制作了证照
past-delivered = 结果已经送达

## 补正

answer-title = 补材料（补正）
answer-lead = 各部门要的都在这里，一次补齐，一次提交。
answer-item = { $number }/{ $of }　
answer-once = 一次提交，交上以后这一轮就不能再改。
answer-clock = 您补材料的这段时间，我们承诺的办理时间停算；交上以后接着算。
answer-go = 提交补充内容
answer-before = 原来交的：
answer-kept = 已经收到，不用再选：
answer-choose = 拍照或者选择文件
answer-choose-other = 换成别的文件
answer-files = PDF、JPG、PNG，每个不超过 { $size } MB，可以选几个。新交的代替原来的，请交完整的。
answer-masked = 现在是 { $masked }。不用改就空着
answer-masked-new = 现在是 { $masked }，请重新填写完整的号码
answer-drop = 去掉这一项
answer-add = 再加一项：{ $what }
correct-yes = 是
correct-no = 否
answer-date-hint = 年-月-日，例如 2026-03-12
answer-identity-hint = 十八位，最后一位可能是 X
answer-phone-hint = 手机号码，或者带区号的座机
answer-money-hint = 单位是元，例如 1200.50
answer-address-hint = 写到门牌号和房间号
answer-mistake = { $what }：{ $words }
mistake-not-asked = 这一项没有要您补

## 撤回

withdraw-title = 撤回申请？
withdraw-ends = 撤回以后，各部门都停下来，不再办这件事。
withdraw-again = 以后需要，可以重新申请，材料要重新交。
withdraw-kept = 撤回不能取消。
withdraw-reason = 为什么撤回
withdraw-reason-hint = 写不写都可以，不影响撤回。
withdraw-go = 确认撤回
withdraw-too-late = 现在不能撤回：已经作出决定，或者已经结束。

## 查询单

slip-title = 办件查询单
slip-back = 回到办件
slip-qr = 打开这个办件的二维码
slip-no-code = 见收件回执
slip-applicant = 申请人
slip-scan = 用手机扫二维码，直接看到办到哪一步。也可以打开网址，填上面两样：
slip-scan-plain = 扫二维码，或者打开网址，填办件编号和查询码：
slip-now = { $date }的情况：
slip-keep = 凭这张单子就能看到办件，请像收据一样收好，不要拍照发给别人。
slip-print = 打印：用浏览器菜单里的“打印”，一张 A4 纸。
slip-code-hint = 填上查询码，二维码就能直接打开这个办件。
slip-code-go = 做成能直接打开的
slip-wrong = 查询码不对，请对照回执再核对一遍

## 核验证照

verify-title = 核验证照
verify-lead = 照证照下方印的填，看看它是不是真的。
verify-number-hint = 证照上方印的编号
verify-code = 核验码
verify-code-hint = 证照下方的十六位，分四组
verify-go = 核验
verify-privacy = 只显示证照名称、姓和日期，不显示其他个人信息。
verified-holds = 属实
verified-not = 核验不到
verified-not-words = 没有这个编号和核验码的证照。请对照原件，两样都再核对一遍；还是核验不到的，请向发证的部门询问。
verified-paper = 证照
verified-holder = 持证人
verified-issued = 制证日期
verified-compare = 请再看一眼原件：名称、姓氏、日期与这里不一样的，以这里为准。
verified-again = 再核验一张

help-title = 帮助
help-number = 办件编号在哪里？
help-number-words = 在受理回执上，一共十四位，也写在我们发给您的每封信里。
help-code = 查询码丢了怎么办？
help-code-words = 带身份证到综合窗口，当面换一个新的，旧的随即作废。
help-missing = 让我补材料怎么办？
help-missing-words = 打开“查我的办件”，按页面上的提示一次补齐。补正期间，部门的办理时间不计算。
help-late = 到期了还没有结果？
help-late-words = 系统会自动提醒、催办并通知督办人员。您也可以在办件页面上投诉。
help-data = 谁能看我的材料？
help-data-words = 每个部门只能看到办自己那一步需要的内容。每次查看都有记录，在办件页面上能查到。
help-call = 给窗口打电话
