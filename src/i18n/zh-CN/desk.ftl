### 给工作人员看的页面。

enter-title = 工作人员登录
enter-login = 登录名
enter-password = 密码
enter-lost = 忘记密码或手机丢了，请找本单位管理员重置。
enter-demo = 演示账号：登录名见下，例如窗口 wu.lei、教育局 zhao.yun、督办 lin.yue、管理员 song.ping，密码都是 lianban-demo。
enter-wrong = 登录没有成功，请核对后再试
enter-go = 登录

queue-title = 待办
queue-done = { $case }已办好
queue-changed = 待办有变化，点这里更新
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

correction-hint = 各部门要补正的内容如下，合成一份告知书。到时间系统会自动发出，也可以现在就发。
correction-send = 现在发补正告知书

intake-hint = 材料齐全、符合形式就受理；不齐的一次告知。五个工作日内不告知，视为受理。
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
keys-hint = 关闭后只对这个浏览器有效。

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

follow-up-how = 怎么处理的
follow-up-how-hint = 联系了谁、做了什么、结果怎样，申请人会看到。
follow-up-go = 回访整改完成
complaint-how = 答复
complaint-how-hint = 申请人会看到。
complaint-go = 答复投诉
