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
