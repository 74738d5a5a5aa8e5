## 办件的阶段

phase-received = 已收件
phase-awaiting-correction = 等待补正
phase-under-review = 审查中
phase-deciding = 决定中
phase-certifying = 制证中
phase-delivering = 送达中
phase-concluded = 已办结
phase-not-accepted = 不予受理
phase-redirected = 已告知有权机关
phase-withdrawn = 已撤回
phase-deemed-withdrawn = 视为撤回
phase-terminated = 已终止

## 灯：颜色之外还有形状，不靠辨色也能看懂

light-green = ● 绿灯
light-yellow = ▲ 黄灯
light-red = ■ 红灯
light-grey = ‖ 停钟
light-green-text = ● 还有{ $days }个工作日
light-yellow-text = ▲ 只剩{ $days }个工作日
light-yellow-today = ▲ 今天到期
light-red-text = ■ 已超期{ $days }个工作日
light-red-today = ■ 今天已超期
light-grey-text = ‖ 已停钟
light-grey-over = ‖ 已停钟，停钟前已超期{ $days }个工作日
light-provisional = 暂定（当年放假安排尚未公布）

## 意见和决定

opinion-agree = 同意
opinion-conditions = 附条件同意
opinion-refuse = 不同意
opinion-not-concerned = 与本部门无关
opinion-refer-up = 请上级定
opinion-none = 尚无意见
opinion-deemed = 逾期未答复，视为同意
opinion-waived = 已免除
decision-grant = 准予
decision-grant-conditions = 附条件准予
decision-refuse = 不予批准

## 职责

duty-intake = 受理
duty-review = 审查
duty-correction = 发出补正告知
duty-decide = 决定
duty-issue = 制证
duty-deliver = 送达
duty-tell = 告知到人
duty-preside = 主持集中审批会
duty-follow-up = 差评回访整改
duty-complaint = 答复投诉

## 黄牌、红牌

card-yellow = ▲ 黄牌（预警）
card-red = ■ 红牌（违规）
card-open = 待答复
card-answered = 已答复
card-withdrawn = 已撤销

## 时限

clock-intake = 收件时限
clock-intake-answer = 收件补正答复时限
clock-statutory = 法定时限
clock-promised = 承诺时限
clock-stage = 环节时限
clock-review = 审查时限
clock-collect = 汇总补正时限
clock-answer = 补正答复时限
clock-decide = 决定时限
clock-issue = 制证时限
clock-deliver = 送达时限
clock-tell = 告知到人时限
clock-card = 答复红黄牌时限
clock-follow-up = 差评回访整改时限
clock-complaint = 投诉答复时限

## 期限的单位

unit-working-days = { $count }个工作日
unit-calendar-days = { $count }天
unit-working-hours = { $count }个工作小时

## 停钟的理由，前八种出自行政许可法第四十五条

stop-hearing = 听证
stop-tender = 招标
stop-auction = 拍卖
stop-inspection = 检验
stop-testing = 检测
stop-quarantine = 检疫
stop-appraisal = 鉴定
stop-expert-review = 专家评审
stop-correction = 等待补正
stop-publicity = 公示
stop-outside-answer = 等待外部答复
stop-reopened = 前面的审查重新打开

## 审查的进度，移出待办的原因

review-waiting = 等其他部门先提意见
review-open = 待办
review-closed = 已有意见
review-waived = 已免除
review-cancelled = 已移出待办
cancel-settled = 会审已有结果，不需要再审
cancel-ended = 办件已决定或者已结束
cancel-row-removed = 补正时删去了这一项
cancel-overtaken = 前面的环节没有通过

## 好差评

rating-very-satisfied = 非常满意
rating-satisfied = 满意
rating-fairly-satisfied = 基本满意
rating-dissatisfied = 不满意
rating-very-dissatisfied = 非常不满意

## 逾期不答复

silence-escalate = 逾期逐级督办
silence-deem-agree = 逾期视为同意（内部意见）
silence-block = 未答复不得继续

## 谁来提交

filer-self = 本人
filer-agent = 代理人
filer-association = 协会代办
filer-window = 窗口代填

## 办理方式

kind-single = 单独办理
kind-unified = 统一办理
kind-joint = 联合办理（并联审批）
kind-centralized = 集中办理（集中审批）

## 为什么还没办完，该谁办

explain-applicant = 等您补充材料或者答复，请在 { $due } 前办理
explain-desk = 等{ $department }处理，应在 { $due } 前
explain-department = 等{ $department }给出“{ $review }”的意见，应在 { $due } 前
explain-department-unclaimed = { $department }的“{ $review }”还没有人领办，应在 { $due } 前完成
explain-decider = 等{ $department }作出决定，应在 { $due } 前
explain-issuer = 等{ $department }制证，应在 { $due } 前
explain-deliverer = 等{ $department }送达，应在 { $due } 前
explain-supervisor = 已移交督办员处理，应在 { $due } 前
explain-sitting = 等集中审批会，最晚 { $due }
explain-date = 等到 { $date }，到时自动继续
explain-stopped = 已停钟（{ $reason }），最晚 { $due } 恢复
explain-done = 已办结，无需任何人处理
explain-since = 从 { $date } 起

notice-receipt = 收件凭证
notice-accepted = 受理通知书
notice-deemed-accepted = 视为受理
notice-not-accepted = 不予受理决定书
notice-not-needed = 不需要办理的告知
notice-wrong-authority = 应向其他机关申请的告知
notice-correction-intake = 补正通知（受理前）
notice-correction = 补正通知
notice-correction-lapsed = 补正逾期
notice-clock-stopped = 时限暂停
notice-clock-resumed = 时限恢复
notice-extended = 延长期限
notice-due-moved = 到期日变动
notice-granted = 准予决定
notice-granted-conditions = 附条件的准予决定
notice-granted-in-part = 部分准予决定
notice-refused = 不予决定书
notice-certificate-ready = 证件可以领取
notice-delivered = 已送达
notice-withdrawn = 已撤回
notice-terminated = 已终止
notice-follow-up-closed = 评价回访整改
notice-complaint-answered = 投诉答复
