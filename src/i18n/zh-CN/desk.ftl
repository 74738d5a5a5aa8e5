### 给工作人员看的页面。

enter-title = 工作人员登录
enter-login = 登录名
enter-password = 密码
enter-lost = 忘记密码或手机丢了，请找本单位管理员重置。
enter-demo = 演示账号：登录名见下，例如窗口 wu.lei、教育局 zhao.yun、督办 lin.yue、管理员 song.ping，密码都是 lianban-demo。
enter-wrong = 登录没有成功，请核对后再试
enter-go = 登录
enter-by-password = 用本系统的登录名和密码登录

provider-refused = 没有登录成功
provider-stale = 这次登录已经过期、已经用过，或者是在别的浏览器里开始的。请重新登录。
provider-unreachable = 统一身份认证现在连不上。有本系统密码的，可以用登录名和密码登录；没有的，请过几分钟再试。
provider-unproved = 统一身份认证给出的证明没有通过核对。请再试一次，还不行请联系管理员。
provider-declined = 统一身份认证没有让您登录，或者您取消了登录。
provider-no-login = 统一身份认证没有给出可用的登录名。请联系管理员。
provider-no-account = 您的身份没有问题，但本系统里没有您的账号。请本单位管理员用您的登录名给您开通。
provider-login-taken = 您的登录名在本系统里已经是别的账号了。请联系管理员。
provider-no-role = 您的身份没有问题，但统一身份认证里没有给您本系统的岗位。请管理员给您配上岗位，再登录。
provider-no-department = 您的身份没有问题，但统一身份认证里没有写明您所在的部门，或者本系统没有这个部门。请联系管理员。
provider-closed = 您在本系统的账号已经停用。
provider-last-administrator = 照统一身份认证里的岗位，您不再是管理员；可您是最后一位管理员，所以什么都没有改。请先让另一位管理员开通账号。
provider-again = 重新登录
provider-by-password = 用登录名和密码登录
provider-left = 已退出
provider-left-here = 您已退出本系统，正在继续退出统一身份认证。
provider-leave-there = 退出统一身份认证

account-stuck = 现在不想继续？

second-title = 登录第二步（双因素验证）
second-who = { $name }，密码正确。还要确认是您本人。
second-code = 手机验证器上的六位数字
second-code-hint = 打开手机上的验证器应用，输入“联办”（Lianban）下面的数字；可以粘贴。
second-recovery = 备用码
second-recovery-hint = 设置时抄下的八个备用码之一；大小写和短横线都可以不管，每个只能用一次。
second-go = 确认
second-by-recovery = 手机不在身边，用备用码
second-by-app = 改用手机验证器
second-wrong = 数字不对，或者已经用过。等验证器换一组新的再输入。
second-lost = 手机和备用码都没有了，请找本单位管理员重置。
second-over = 错误次数太多，已退出登录
second-over-hint = 请从登录名和密码重新开始。如果不是您本人在操作，请马上告诉管理员。

password-title = 修改密码
password-title-first = 先设自己的密码
password-why-first = 现在的密码是别人发给您的。换成只有您知道的密码，才能开始办事。
password-given = 发给您的密码
password-current = 现在的密码
password-new = 新密码
password-again = 再输一遍新密码
password-fitness = 至少{ $least }个字符，越长越好；可以是一句话，可以用汉字和空格。不要用登录名，也不要用常见的密码。
password-go = 修改密码
password-ends-others = 改好以后，您在其他设备上的登录会全部退出。
password-differs = 两遍新密码不一样
password-wrong = 现在的密码不对
password-too-short = 太短：至少要{ $least }个字符
password-too-long = 太长：最多{ $most }个字符
password-is-login = 不能和登录名一样
password-common = 这个密码用的人太多，很容易被猜到，请换一个
password-unchanged = 和现在的密码一样，请换一个

setup-title = 设置手机验证（双因素验证）
setup-why = 以后登录，除了密码还要手机上的六位数字。别人就算知道密码，也进不来。
setup-app = 在手机上装一个验证器应用（TOTP），例如微信小程序里的验证器、Google Authenticator、Microsoft Authenticator。
setup-scan = 在验证器里选“添加”，扫这个二维码。
setup-picture = 给验证器扫的二维码
setup-by-hand = 扫不了？手工输入
setup-by-hand-hint = 在验证器里选“手工输入”，类型选“基于时间”，密钥是：
setup-code = 验证器上现在显示的六位数字
setup-go = 完成设置
setup-wrong = 数字不对。请看准“联办”（Lianban）那一行，等它换新数字后再输入；手机时间要准。

codes-title = 备用码：只显示这一次
codes-why = 手机丢了或者坏了，用备用码登录。每个只能用一次。
codes-once = 请现在抄在纸上或者打印出来，和手机分开放好。离开这一页就再也看不到了。
codes-kept = 我抄好了，继续

me-title = 我的账号
me-name = 姓名
me-department = 部门
me-roles = 岗位
me-email = 邮箱
me-change-password = 修改密码
me-wrong = 姓名、部门、岗位不对，请找管理员改。
me-wrong-at-provider = 您是通过统一身份认证登录的，姓名、部门、岗位以那里为准，每次登录时更新。不对的，请找管理员在那里改。
me-second = 手机验证（双因素验证）
me-second-on = 已经开启，还有{ $left }个备用码没有用。
me-second-off = 还没有开启。开启以后，别人就算知道密码也进不来。
me-set-up = 设置手机验证
me-renew-codes = 换一批备用码
me-renew-codes-hint = 换了以后，旧的备用码全部作废。
me-sessions = 我登录在哪里
me-sessions-hint = 最近用过的在前。有不认识的，请退出它，再修改密码。
me-column-device = 设备
me-column-address = 地址
me-column-began = 登录时间
me-column-seen = 最近使用
me-column-ends = 不用就退出
me-column-end = 退出
me-this = 就是这里
me-device-unknown = 不明设备
me-end = 退出
me-end-one = 退出{ $device }
me-end-others = 退出其他全部设备
me-told-password = 密码改好了，其他设备都已退出。
me-told-recovery-used = 您用掉了一个备用码。如果手机丢了，请找管理员重置手机验证，再重新设置。
me-told-ended = 已退出。

queue-title = 待办
queue-done = { $case }已办好
queue-asked = { $case }：已请申请人补交{ $what }；告知送到后有{ $until }
queue-asked-until = { $case }：已请申请人补交{ $what }，应在{ $until }前交来
queue-changed = 待办有变化，点这里更新
queue-new = 来了新的待办，点这里更新
queue-tab-mine = 我领办的
queue-tab-unclaimed = 没人领的
queue-tab-all = 本部门全部
queue-red = ■ 超期{ $count }件
queue-yellow = ▲ 快到期{ $count }件
queue-grey = ‖ 停钟{ $count }件
queue-search = 办件编号
queue-search-go = 查找
queue-service = 事项
queue-every-service = 全部事项
queue-filter = 筛选
queue-next = 领办最急的一件
queue-empty = 这里没有待办。
queue-not-found = 您的待办里没有这个编号。
queue-order = 排序：补正收回的在前，其余剩余时间少的在前
queue-tick-all = 全选
queue-tick = 选中{ $case }
queue-claim-ticked = 领办选中的
queue-came-back = 补正收回
queue-free = 没人领
queue-column-light = 灯
queue-column-case = 办件编号
queue-column-applicant = 申请人
queue-column-matter = 要办的事
queue-column-service = 事项
queue-column-received = 收件
queue-column-due = 到期
queue-column-holder = 经办人

bulk-title = 批量办理结果
bulk-nothing = 没有选中任何一件。
bulk-done = ● 已领办
bulk-refused = ■ 没办成
bulk-to-mine = 看我领办的

duty-back = 回到待办
duty-papers = 材料
duty-answers = 填报内容
duty-opinions = 其他部门的意见
duty-work = 办理
duty-history = 经过
duty-due = { $day }到期
duty-held = 经办人：{ $name }
duty-free = 还没有人领办
duty-claim = 领办
duty-release = 退回待办
duty-then-next = 办完接着办下一件
duty-gone = 这件工作已经不在您这里了
duty-typed = 您刚才写的内容

papers-none = 这一步不需要看材料。

applicant-name = 姓名
applicant-identity = 身份证号码
applicant-phone = 电话
applicant-email = 邮箱

opinion-says = 意见
opinion-text = 说明
opinion-text-hint = 同意可以不写；附条件、不同意必须写清楚，申请人会看到。
opinion-go = 提交意见

decision-says = 决定
decision-text = 说明
decision-text-hint = 申请人会看到。不予批准、附条件的必须写。
decision-go = 作出决定

round-positive = 会审同意
round-negative = 会审不同意
round-open = 还在会审
round-finished = 已完成
round-skipped = 不需要

refusing-needs = 不同意时填写：原因和依据
refusing-reason = 原因类别
refusing-basis = 法律依据
refusing-basis-hint = 例如：行政许可法第三十八条

refusing-code-conditions-not-met = 不符合规定的条件
refusing-code-papers-do-not-prove = 材料不能证明所填内容
refusing-code-papers-false = 材料不真实
refusing-code-not-resident = 不在本辖区居住
refusing-code-not-competent = 不属于本机关职权
refusing-code-other = 其他（在说明里写清）

items-title = 缺材料或填错了（补正）
items-hint = 勾选缺的或不对的，每一项写明怎么补。各部门的会合成一份告知书，一次告诉申请人。
items-which = 要补正的内容
items-explain = { $item }怎么补
items-placeholder = 哪里不对，怎么补
items-go = 要求补正
items-noted = 记下了。一个环节的补正合成一封告知：牵头部门发出，或者到时间自动发出。

correction-hint = 各部门要补正的内容如下，合成一份告知书。到时间系统会自动发出，也可以现在就发。
correction-send = 现在发补正告知书

intake-hint = 材料齐全、符合形式就受理；不齐的，一次全部告知。请在期限内办，有的事项过期就视为受理。
intake-accept = 受理
intake-redirect = 不属于本机关职权（告知该去哪里）
intake-authority = 有权办理的机关
intake-authority-hint = 写清名称、地址或电话，让申请人找得到
intake-not-needed = 依法不需要办理
intake-refuse = 不予受理
intake-why = 说明
intake-why-hint = 用申请人看得懂的话写。

issue-hint = 核对无误后制证。证件上有核验码，任何人都可以核验。
issue-go = 制证

deliver-how = 怎么送达的
deliver-how-hint = 例如：本人到三号窗口领取，已核对身份证
deliver-go = 已送达

told-how = 怎么告知的
told-how-hint = 例如：某日某时电话告知本人
told-go = 已告知

transfer-title = 转给同事
transfer-to = 转给谁

keys-down = 下一行
keys-up = 上一行
keys-open = 打开
keys-next = 领办最急的一件
keys-claim = 领办
keys-act = 提交（受理、意见、决定）
keys-refuse = 打开“原因和依据”
keys-missing = 打开“补正”
keys-back = 回到待办
keys-switch = 打开或关闭快捷键
keys-are-on = 快捷键现在打开。
keys-are-off = 快捷键现在关闭。
keys-hint = 打开或关闭只对这个浏览器有效。

## 经过

event-filed = 收件
event-accepted = 受理
event-certificate-issued = 证件已制好
event-delivered = 已送达
event-phase-entered = 进入阶段
event-stage-opened = 环节开始
event-stage-skipped = 环节跳过
event-stage-finished = 环节完成
event-stage-reopened = 环节重新打开
event-review-opened = 进入待办
event-opined = 提出意见
event-review-reopened = 重新审查
event-review-waived = 免除审查
event-review-cancelled = 不再需要审查
event-correction-sent = 发出补正告知
event-correction-answered = 补正收回
event-correction-closed = 补正结束
event-stopped = 停钟
event-resumed = 恢复计时
event-extended = 延长期限
event-decided = 作出决定
event-urged = 督办
event-card-issued = 发牌
event-notice-told = 已告知
event-notice-not-told = 没有告知到
event-notified = 写信告知
event-retracted = 撤回意见
event-rated = 申请人作了评价
event-followed-up = 回访整改完成
event-complained = 收到投诉
event-complaint-answered = 投诉已答复
event-contact-changed = 联系方式已更改

## 集中审批会

sittings-title = 集中审批会
sittings-none = 没有和您有关的会。
sittings-caption = 未开的在前
sittings-call = 召集一次会
sittings-what = 哪项事项
sittings-at = 什么时候开
sittings-column-when = 时间
sittings-column-service = 事项
sittings-column-lead = 牵头
sittings-column-items = 件数
sittings-column-progress = 状态
sitting-title = 集中审批会
sitting-called = 已召集
sitting-closed = 已结束
sitting-called-off = 已取消
sitting-agenda = 议程
sitting-empty = 议程还是空的。
sitting-ready = 已准备好意见
sitting-silent = 还没有意见
sitting-speak = 提意见：{ $review }
sitting-speak-go = 记下意见
sitting-waiting = 等着上会的
sitting-add = 列入议程
sitting-present = 到会部门
sitting-attend = 我到会了
sitting-minutes = 纪要
sitting-minutes-hint = 到会的、缺席的、每一件的结论。
sitting-close = 结束会议
sitting-close-hint = 结束后，所有意见同时生效；已撤回、已决定的从议程划去。
sitting-call-off = 取消会议
sitting-head-closes = 由牵头部门负责人或者监督员结束会议。

follow-up-how = 怎么处理的
follow-up-how-hint = 联系了谁、做了什么、结果怎样，申请人会看到。
follow-up-go = 回访整改完成
complaint-how = 答复
complaint-how-hint = 申请人会看到。
complaint-go = 答复投诉

## 柜台和草稿

draft-kept = 已保存草稿
opinion-with = 还要 { $count } 人共同签名（谁一起到场）
opinion-with-none = 本部门没有别的经办人可以共同签名。请管理员开通账号。
opinion-take-back = 收回这个意见
code-title = 给申请人补发查询码
code-lead = 只给当面的本人。请先核对身份证件。旧查询码马上失效，申请人会收到一封不含查询码的信。
code-reason = 怎样核对了身份
code-reason-hint = 例如：2 号窗口，看了身份证原件。
code-go = 补发查询码
code-new = 新的查询码
code-new-hint = 只显示这一次。请抄给或打印给申请人。
queue-counter = 为来窗口的人办理
queue-lost-code = 补发查询码
draft-keep = 保存草稿
opinion-with-name = 共同签名的人
counter-title = 查办到哪一步
counter-lead = 给站在窗口的人查他自己的件。先核对身份证件；每次查看都有记录，申请人自己看得到。
counter-by-number = 有办件编号
counter-by-name = 没有编号
counter-name = 申请人姓名（全名）
counter-end = 身份证号码或者手机号的后四位
counter-end-hint = 两个里有一个对得上就行
counter-go = 查找
counter-several = 有几件
counter-several-hint = 新的在前。请和本人核对，再打开他自己的那件。
counter-back = 回到这件
counter-print = 用浏览器的“打印”打印这一页。
counter-recorded = 这次查看已经记录。
sitting-begins = { $at }开会，到时候才能签到、结束。
sitting-quorum-short = 要有{ $needed }个有意见要提的部门到会，现在到了{ $present }个，还不够。
sitting-quorum-there = 要有{ $needed }个有意见要提的部门到会，现在到了{ $present }个，够了。
sittings-at-hint = 工作日，最远六个月以后
queue-tab-waiting = 等别人的
queue-tab-done = 今天办完的
queue-unclaimed-hint = 没人领、时限在走的。等别人的另列在“等别人的”里，不算在这里。
queue-waiting-hint = 时限停着的，不论有没有人领：在等申请人补正、等检验、等外面的答复等，等到了自动接着走。
finished-none = 今天还没有办完的。
finished-order = 刚办完的在前
finished-at = 办完时间
filters-title = 我保存的筛选
filters-kept = 我的筛选：
filters-keep = 保存这个筛选
filters-this = 要保存的是：
filters-name = 给它起个名字
filters-name-hint = 例如：入学、急件；最多保存{ $most }个，重名的替换掉
filters-go = 保存筛选
filters-none = 还没有保存过筛选。
filters-remove = 删掉“{ $name }”

cards-title = 红黄牌
cards-hint = 对本部门发的牌。写明原因和补救办法，督办人员看得到；工作本身还要照常办完。
card-why = “{ $about }”期限{ $limit }，没有按时办完，{ $day }发牌
card-why-bare = “{ $about }”没有按时办完，{ $day }发牌
card-unanswered = 还没有答复。
card-answer-by = 请在{ $day }前答复
card-replied = { $day }答复：
card-reply = 原因和补救办法
card-reply-hint = 例如：两位同事病假，今天已经补办；以后由副手顶上。
card-reply-go = 答复
card-done = 已经答复

result-title = 结果
result-decided = { $outcome }（{ $day }决定）
result-draft = 制证以后，《{ $certificate }》上会这样写：
result-certificate = 打印《{ $certificate }》
result-refusal = 打印不予决定书
result-recorded = 打开会记录，申请人看得到
counter-hand-over = 送达结果，打印证件或者决定书

letter-title = 要告知的内容
letter-hint = 就是本来要寄给申请人的信。请照着说，说完在下面写怎么告知的。
letter-none = 这一封的全文系统没有留底，请按经办部门写的要点告知；申请人也可以打开自己的办件页看。

opinion-final = 不能收回
opinion-sure = 我知道：这个意见一提，这一环节就定了，自己不能收回。确定提交。
opinion-bound = 这个意见已经定下这一环节，自己不能收回。要改的，在作出决定以前，督办员可以“重新审查”。
done-released = { $case }已退回待办
done-referred = { $case }已上报本部门负责人
done-transferred = { $case }已转给{ $name }
handing-title = 怎么到这里的
handing-transferred = { $at }，{ $by }转给{ $to }：
handing-transferred-queue = { $at }，{ $by }转出：
handing-referred = { $at }，{ $by }上报给{ $to }：
handing-referred-queue = { $at }，{ $by }上报负责人：
handing-reassigned = { $at }，督办员{ $by }改派给{ $to }：
handing-reassigned-queue = { $at }，督办员{ $by }改派到待办：
papers-missing = 还没有交
sitting-standing = { $case }，{ $department }“{ $review }”：{ $why }
