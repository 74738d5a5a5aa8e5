# 信件里的小块文字：清单的行、缺省的理由、合并的通知，以及打印件上的字。

blank = —
list-separator = 、
line-asked = { $what }：{ $how }
line-asked-by = { $what }：{ $how }（{ $department }提出）
asked-separator = ；
asked-missing = 还没有交
stop-because = { $ground }：{ $why }
line-failed = { $department }“{ $review }”：{ $why }
line-failed-basis = { $department }“{ $review }”：{ $why }（依据：{ $basis }）
line-condition = { $why }（{ $department }提出）
line-part-given = 准予：{ $what }（{ $department }）
line-part-refused = 不予：{ $what }。{ $why }
line-part-condition = 条件：{ $why }
line-material = { $material }（{ $count }个文件）
line-material-missing = { $material }：还没有交；发补正通知时仍未交的，一并通知您补交
materials-none = 没有附材料
place-in = { $outer }的{ $inner }
seat-of = { $department }{ $role }
limit-of = { $clock }（{ $budget }）

reason-conditions = 有关部门同意时提出了上面的条件。
reason-part = 各部门对各自的事项分别作出决定。
reason-own-wish = 按您的申请撤回。
reason-deemed-withdrawn = 没有在期限内补正，视为撤回。
reason-not-competent = 这件事由上述机关办理。
reason-not-stated = 见决定书。
lapse-withdraw = 视为撤回申请，已交的材料可以取回，以后可以重新申请。
lapse-proceed = 我们按已有的材料继续审查。
lapsed-withdraw = 您的申请视为撤回。
lapsed-proceed = 我们按已有的材料继续审查并作出决定。

basis-art-45 = 《行政许可法》第四十五条
basis-art-42 = 《行政许可法》第四十二条
basis-not-statutory = 只停承诺时限，不影响法定时限

why-notify-role = 这件事快到期或者已经到期，按督办规则告诉您。
why-reassigned = 到期没有办完，按督办规则转交。
why-card = 超过时限没有办完。
why-handed-to = 经过提醒和督办仍然没有办完。

merged-subject = { $case }：{ $count }项通知
merged-body =
    办件 { $case }（{ $service }）同时有 { $count } 项通知：

    { $items }

## 打印件

paper-case = 办件编号
paper-service = 事项
paper-holder = 申请人
paper-filer = 代办人
paper-grants = 准予内容
paper-grants-text = 经审查，准予“{ $service }”。
paper-given = { $department }，{ $date }
paper-yes = 是
paper-no = 否
paper-money = { $amount }元
paper-conditions = 条件
paper-decided = 决定日期
paper-sheet = 随附
paper-valid = 有效期
paper-valid-until = 至 { $date }
paper-code = 核验码
paper-verify = 核验：打开 { $link } 。本页内容与核验结果不一致的，以核验结果为准。
paper-seal = 盖章处
paper-refusal-title = 不予决定书
paper-refusal-lead = { $name }：您申请的“{ $service }”，经审查，决定不予批准。
paper-part-title = 部分不予决定书
paper-part-lead = { $name }：您申请的“{ $service }”，经审查，其中一部分决定不予批准；准予的部分另发证照。
paper-failed = 没有通过的审查
paper-reasons = 理由
paper-basis = 依据
paper-remedy = 救济途径
paper-receipt-title = 收件凭证
paper-receipt-lead = 兹收到 { $name } 办理“{ $service }”的申请。
paper-materials = 收到的材料
paper-received = 收件日期
paper-received-by = 收件窗口
paper-answer-by = 最晚答复日期
paper-receipt-note = 本凭证证明收到材料的日期和内容，还不是受理的决定（《行政许可法》第三十二条）。
