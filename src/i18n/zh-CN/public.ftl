### 给流动人口看的页面。

home-title = 一次申请，各部门一起办
home-lead = 孩子上学、办居住证、开店：在这里交一次材料，各部门同时办，办到哪一步、谁在办、什么时候办完，随时查得到。
home-follow = 查我的办件
home-follow-hint = 用办件编号和查询码，不用注册。
home-follow-go = 去查询
home-services = 可以办的事
home-search = 找一件事
home-search-go = 查找
home-nothing = 没有名字里带这几个字的事项。下面是全部。
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

## 申请：一页只问一件事

apply-step = 第{ $number }步，共{ $all }步
apply-save = 保存，以后再填
apply-change = 修改
apply-remove = 删除
apply-optional = 没有可以不填，直接点“下一步”。
apply-new-window = （在新窗口打开）
apply-filled-in = 这里先按申请人填好了。如果是别人，请改过来。

apply-start-title = 申请：{ $service }
apply-start-guide = 办事指南
apply-start-go = 开始填写
apply-start-anew = 从头另填一份
apply-start-resume = 接着填
apply-start-continue = 以前保存过？用续填码接着填
apply-start-unfinished = 您在这部手机上有一份没填完的，可以接着填。
apply-start-filed = 您刚才已经交了这项申请。
apply-start-see = 看办件编号和查询码
apply-start-other = 这部手机上还有一份没填完的“{ $service }”。要在这里填新的，请先记下那一份的续填码。
apply-start-other-code = 看那一份的续填码
apply-start-closed = 现在不是受理这项申请的时间
apply-start-season = 下一次从{ $from }开始，到{ $to }为止。
apply-start-closed-more = 到时再来就可以。这段时间可以先把下面的材料准备好。
apply-start-window-only = 这项服务只能在综合窗口当面申请。
apply-start-until = 这一次受理到{ $day }为止。
apply-start-intake = 交上来以后，{ $term }内告诉您受理不受理。
apply-start-term = 受理以后，{ $term }内办完。
apply-start-free = 不收费，不用注册。
apply-start-kept = 填到一半可以停下，{ $days }天内随时接着填，换一部手机也行。
apply-start-needed = 请准备好这些材料
apply-start-needed-hint = 手机拍照就行，也可以传 PDF。

apply-filer-title = 谁来申请？
apply-filer-kind = 谁来申请
apply-filer-self = 我给自己（或者自己的孩子）申请
apply-filer-agent = 我受人委托，替别人申请（代理人）
apply-filer-association = 我是协会的，替老乡申请（协会代办）
apply-filer-window = 我在窗口，替来办事的人录入
apply-proxy-title = 您是谁，凭什么代办？
apply-proxy-why = 替别人申请，要有那个人的委托（行政许可法第二十九条）。委托书在后面一起上传。
apply-filer-name = 代办人或者协会的名称
apply-filer-authority = 委托书
apply-filer-authority-hint = 谁在哪一天写的，有编号的写编号。例如：2026年4月2日周文海手写委托书
apply-applicant-title = 申请人是谁？
apply-applicant-other = 请填您替他申请的那个人，不是您自己。
apply-applicant-name = 姓名
apply-applicant-identity = 身份证号码
apply-applicant-phone = 手机号码
apply-applicant-phone-hint = 要补材料、有结果时打这个电话。
apply-applicant-email = 电子邮箱
apply-applicant-email-hint = 有邮箱，通知就发到邮箱；没有也能办，用编号随时查。
apply-applicant-language = 通知用哪种文字

apply-hint-identity = 18位，最后一位可能是X。
apply-hint-credit-code = 营业执照上的18位统一社会信用代码。
apply-hint-phone = 11位手机号；座机要带区号。
apply-hint-date = 例如 2020 年 3 月 21 日。
apply-hint-money = 单位是元，例如 50000 或者 1200.50。
apply-hint-address = 写到门牌号，例如：××区××街道××路8号2栋301室。
apply-date-year = 年
apply-date-month = 月
apply-date-day = 日
apply-region-province = 省、自治区、直辖市
apply-region-within = 市、州、区、县
apply-region-whole = { $region }（不再往下分）

apply-rows-none = 还没有填。没有的话，直接下一步。
apply-rows-count = 已经填了{ $count }个：
apply-rows-add = 加一个
apply-rows-add-another = 再加一个
apply-rows-next = 没有别的了，下一步
apply-rows-back = 不加了，回到名单
apply-rows-wrong = 要改
apply-row-title = { $title }：第{ $number }个
apply-row-number = 第{ $number }个

apply-files-core = 这份材料必须有，没有就不能受理。
apply-files-later = 现在没有，可以以后再补：直接点“下一步”。
apply-files-optional = 没有可以不交：直接点“下一步”。
apply-files-choose = 选照片或者文件
apply-files-camera = 现在拍一张
apply-files-hint = JPG、PNG 或者 PDF，可以一次选好几个，最多{ $most }个，每个不超过{ $megabytes } MB。照片里的拍摄地点会自动删掉。
apply-files-upload = 上传，再加几张
apply-files-there = 已经传好的
apply-files-look = 打开看看
apply-files-replace = 换一份
apply-files-replacing = 新传的会换掉“{ $name }”。
apply-files-none-chosen = 还没有选文件，请先选一个或者拍一张

apply-check-title = 交之前，再看一遍
apply-check-people = 申请人
apply-check-form = 申请内容
apply-check-materials = 材料
apply-check-none = （没有填）
apply-check-later = 以后补
apply-check-yuan = { $amount } 元
apply-check-unfinished = 上面列出的几处改好以后，就可以提交。
apply-declare-title = 声明
apply-declare-words = 申请人要对材料的真实性负责（行政许可法第三十一条）。隐瞒情况或者提供虚假材料的，不予受理或者不予批准，并给予警告（第七十八条）。
apply-declare = 我看过了，上面填的和交的都是真的
apply-declare-missing = 请先在“声明”里打勾
apply-send = 提交申请

apply-saved-title = 已经保存
apply-saved-kept = { $days }天内随时可以接着填，在这部手机上打开就是，换一部手机也行。
apply-saved-code = 续填码
apply-saved-how = 在别的手机上打开 { $address }，填这个续填码；或者扫这个二维码。
apply-saved-qr = 二维码：在另一部手机上接着填
apply-saved-secret = 谁有这个码，谁就能看到和修改您填的内容。请像密码一样保管，不要发到群里。
apply-saved-resume = 现在接着填
apply-saved-shared = 这是别人的手机，或者不想办了？
apply-saved-leave = 从这部手机上退出（凭码还能接着填）
apply-saved-forget = 全部删掉，不办了
apply-continue-title = 接着填以前的申请
apply-continue-code = 续填码
apply-continue-hint = 12位字母和数字，大小写都行，例如 ABCD-2345-WXYZ。
apply-continue-go = 打开
apply-continue-wrong = 没有这个续填码，或者已经过期。请一个一个核对
apply-continue-lost = 码丢了就打不开了，请重新申请。已经交了的申请不用这个码，请用办件编号和查询码。

apply-done-title = 交好了，我们收到了（收件）
apply-done-number = 办件编号
apply-done-secret = 查询码
apply-done-qr = 二维码：查这个办件
apply-done-keep = 请把编号和查询码都记下来，或者截屏。查询码丢了，要到窗口换新的；不要给别人。
apply-done-next = 接下来
apply-done-desk = { $department }看材料齐不齐，最晚{ $due }告诉您受理不受理。
apply-done-departments = 受理以后，各部门同时办，{ $term }内办完。
apply-done-told-by-mail = 要补材料（补正）或者有结果，发到您的邮箱，这里也查得到。
apply-done-told-here = 您没有留邮箱：要补材料（补正）或者有结果，请用编号和查询码来看，也可以到窗口问。
apply-done-follow = 看办到哪一步
apply-done-receipt = 收件凭证全文

## 申请填写有误，按种类和机器代码

apply-mistake-at = { $title }：{ $words }
apply-mistake-text-range = 太长了，最多{ $max }个字
apply-mistake-address-range = 太长了，请缩短
apply-mistake-identity-format = 号码不对，请对照身份证一位一位核对（18位，最后一位可能是X）
apply-mistake-identity-range = 号码里的出生日期不对，请对照身份证核对
apply-mistake-credit-code-format = 代码不对，请对照营业执照核对（18位）
apply-mistake-phone-format = 电话不对：手机11位，座机要带区号，例如 028-86123456
apply-mistake-email-format = 邮箱不对，要像 name@example.org 这样
apply-mistake-date-format = 没有这一天，请把年、月、日都填对
apply-mistake-date-range = 这个日期不可能，请核对年份
apply-mistake-region-format = 还要选到市、州或者区、县
apply-mistake-region-choice = 名单里没有这个地区，请重新选
apply-mistake-number-type = 请只填整数，例如 68
apply-mistake-number-range = 要在{ $min }和{ $max }之间
apply-mistake-money-format = 请只填金额，例如 50000 或者 1200.50
apply-mistake-choice-missing = 请选一项
apply-mistake-boolean-missing = 请选“是”或者“否”
apply-mistake-rows-too-few = 至少要有{ $min }个
apply-mistake-rows-too-many = 最多{ $max }个
apply-mistake-rows-duplicate = 和前面的重复了，请核对身份证号码，或者删掉一个
apply-mistake-files-missing = 请先上传这份材料
apply-mistake-rows-missing = 请填写

## 查办件：入口

open-title = 查我的办件
open-lead = 不用注册。填上提交申请时给您的两样东西，就能看到办到哪一步。
open-number = 办件编号
open-number-hint = 十四位，收件凭证和每封信上都有。大小写、短横都不要紧。
open-code = 查询码
open-code-hint = 十位，提交申请时和编号一起给您的，可以直接粘贴。
open-go = 查看
open-wrong = 办件编号和查询码对不上。请对照记下的，两样都从头核对一遍
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
now-bring = 请补{ $count }项材料，{ $day }前交来
now-bring-untold = 请补{ $count }项材料
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
holder-intake = 正在看材料齐不齐，替{ $lead }收件、受理
holder-bringing = 等您补交通知里要的材料，收到后接着办
holder-telling = 正在通知您还缺什么
holder-decide = 各部门的意见都到了，正在作决定
holder-issue = 正在制作{ $paper }
holder-deliver = 把结果交给您
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

record-title = 办理记录
record-letters = 看通知全文
record-back = 回到办件
notices-title = 给您的通知
notices-hint = 文字按现在的记录重新生成；停钟、延期以后，里面的日期可能比原件新。
notice-other = 通知
notice-told = { $date }送到
notice-not-told = 没有送到，窗口会另外通知您
notice-mailed = 邮件已发出
notice-at-counter = 在窗口告知

looks-title = 谁看过我的材料
looks-none = 还没有人打开过您的材料。
looks-hint = 每次打开都有记录，删不掉。
looks-older = 更早的（{ $count }条）
looks-programs = 由部门的程序读取（{ $count }次）
look-certificate = 制证、发证
look-journal = 审计，核对办理记录
look-supervision = 督办，查看办理情况
look-document = { $what }（打开文件）

past-title = 办理经过
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
answer-yes = 是
answer-no = 否
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
slip-no-code = 提交申请时给您的那一个
slip-applicant = 申请人
slip-scan = 用手机扫二维码，直接看到办到哪一步。也可以打开网址，填上面两样：
slip-scan-plain = 扫二维码，或者打开网址，填办件编号和查询码：
slip-now = { $date }的情况：
slip-keep = 凭这张单子就能看到办件，请像收据一样收好，不要拍照发给别人。
slip-print = 打印：用浏览器菜单里的“打印”，一张 A4 纸。

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

## 评价、投诉、联系方式

case-rate = 评价这次办理（好差评）
case-complain = 投诉
case-contact = 改电话、邮箱和信件语言
to-do-rate = 都办完了。办得好不好，请您说一句。
done-rated = 谢谢您的评价，已经记下。
done-rated-badly = 您的评价已经记下，没让您满意，很抱歉。接下来：{ $department }的负责人会联系您、把问题改好，{ $date }前答复您；答复也会写在这一页上。
done-complained = 收到了您的投诉，五个工作日内由没有经手这件事的督办人员答复您。
done-contact = 联系方式已经改好，以后的通知发到新的地方。
rating-title = 这次办得怎么样？
rating-lead = 只能评一次。选“不满意”的，牵头部门负责人会联系您，十五个工作日内处理并告诉您结果。
rating-level = 您的评价
rating-why = 为什么
rating-why-hint = 哪里好，哪里不好，都可以写。
rating-go = 提交评价
rating-closed = 现在不能评价：还没有办完，或者已经评过。
complain-title = 投诉
complain-lead = 由没有经手这件事的督办人员答复，别人看不到。不影响您的办件。
complain-text = 发生了什么
complain-hint = 写清楚时间、地点、谁、怎么了。
complain-go = 提交投诉
contact-title = 怎么联系您
contact-lead = 不改的就空着。改动只影响通知，不改您申请表里的内容。
contact-phone = 手机号码
contact-email = 邮箱
contact-now = 现在是 { $known }
contact-none = 现在没有
contact-no-email = 不用邮箱，改为窗口通知
contact-language = 信件用什么语言
contact-go = 保存
voices-title = 我的评价和投诉
voices-rating = 评价：
voices-complaint = 投诉
voices-answer = 答复：
voices-follow-up = { $department }的负责人在{ $date }前处理好并答复您
voices-answer-due = 应在{ $date }前答复
past-rated = 您作了评价
past-followed-up = { $department }处理了您的评价
past-complained = 您提出投诉
past-complaint-answered = { $department }答复了您的投诉
past-contact-changed = 您改了联系方式
past-retracted = { $department }收回了对“{ $about }”的意见，重新审

help-title = 帮助
help-number = 办件编号在哪里？
help-number-words = 提交申请以后就显示在页面上，一共十四位，也写在收件凭证和我们发给您的每封信里。
help-code = 查询码丢了怎么办？
help-code-words = 带身份证到综合窗口，当面换一个新的，旧的随即作废。
help-missing = 让我补材料怎么办？
help-missing-words = 打开“查我的办件”，按页面上的提示一次补齐。补正期间，部门的办理时间不计算。
help-late = 到期了还没有结果？
help-late-words = 系统会自动提醒、催办并通知督办人员。您也可以在办件页面上投诉。
help-data = 谁能看我的材料？
help-data-words = 每个部门只能看到办自己那一步需要的内容。每次查看都有记录，在办件页面上能查到。
help-call = 给窗口打电话
look-counter = 综合窗口，告诉来人办到哪一步
look-counter-found = 综合窗口，查找办件
look-counter-receipt = 综合窗口，补打收件凭证
looks-times = （共{ $count }次）

## 用手机号或邮箱查
reach-title = 查询码找不到了？
reach-lead = 用申请时留的联系方式收一个验证码，就能看到用它申请的全部办件。
reach-contact = 申请时留的手机号或邮箱
reach-mail = 申请时留的邮箱
reach-phone = 申请时留的手机号
reach-hint = 只看得到申请人的联系方式正好是它的办件
reach-go = 发验证码
reach-no-contact = 这不像手机号，也不像邮箱，请再看一看
reach-mail-only = 本系统不能发短信，请填邮箱
reach-phone-only = 本系统不能发邮件，请填手机号
reach-enough = 今天已经给它发过好几次验证码了，请明天再试，或者带身份证到窗口补发查询码
reach-code-title = 填验证码
reach-sent = 如果有用它申请的办件，验证码已经发出。
reach-code = 验证码
reach-code-hint = 6位数字，{ $minutes }分钟内有效，最多试5次
reach-code-go = 查看我的办件
reach-code-wrong = 验证码不对，或者已经过期、用过了
reach-not-come = 几分钟还没有收到？看看垃圾邮件；也可能申请时留的是别的联系方式。都不行，请带身份证到窗口补发查询码。
reach-again = 重新填联系方式
mine-title = 我的办件
mine-count = 用这个联系方式申请的，共{ $count }件，新的在前。
mine-none = 没有用这个联系方式申请的办件。可能留的是别的手机号或邮箱，也可能已经改过。
mine-open = 查看
mine-open-one = 查看办件 { $case }
mine-back = 返回我的办件
needs-code-title = 这一步要用查询码
needs-code = 您是用手机号或邮箱进来的。改联系方式和撤回申请，要用提交申请时给您的查询码，因为手机和邮箱可能是几个人合用的。查询码找不到了，请带身份证到窗口补发。
needs-code-go = 用查询码打开
needs-code-back = 返回办件
