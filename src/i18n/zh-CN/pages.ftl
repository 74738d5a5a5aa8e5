### 各类页面共用的文字。

brand = 联办
brand-line = 一次申请，各部门一起办

page-skip = 跳到正文
page-demo = 演示系统：人名、案件、账号都是虚构的，账号公开，请勿填写真实信息。
page-tools = 语言和显示
page-rooms = 栏目
page-help = 帮助和联系方式
page-promise = 办事不收费。只看办这件事需要的材料；谁看过您的材料，您都能查到。
page-staff-door = 工作人员入口
page-keys = 快捷键
page-home = 回到首页
page-mistaken = 有错误：
page-large-letters = 大字
page-usual-letters = 常规字号
page-leave = 退出
page-more = 下一页
page-first = 回到第一页

nav-desk = 待办
nav-sittings = 集中审批会
nav-oversight = 督办
nav-admin = 管理

form-summary = 有几处需要修改
form-mistake = 错误：
form-optional = （可不填）
form-choose = 请选择
form-next = 下一步
form-back = 上一步
form-save = 保存
form-send = 提交
form-reason = 理由
form-cancel = 不做了，返回

## 填写有误，按机器代码

mistake-missing = 请填写
mistake-no-case = 没有这个办件编号，请对照纸条再看一遍
mistake-unknown = 这里不需要这一项
mistake-type = 格式不对
mistake-format = 格式不对，请对照证件再核对一遍
mistake-range = 超出了可填的范围
mistake-choice = 请从列出的选项里选
mistake-too-long = 太长了，请缩短
mistake-too-many = 太多了
mistake-too-few = 太少了
mistake-duplicate = 和前面的重复了
mistake-empty = 文件是空的
mistake-content = 只收 PDF、JPG、PNG；手机的 HEIC 照片请在相机设置里选“兼容性最佳”，或者截屏后再传
mistake-too-large = 文件太大
mistake-pixels = 图片像素太多，请缩小后再传
mistake-broken = 图片坏了，请重新拍
mistake-name = 文件名不能用，请改名后再传

## 不能办，按机器代码

refused-not-found = 没有找到，或者您不能查看
refused-unauthorised = 请先登录
refused-forbidden = 您不能打开这一页
refused-not-yours = 这属于别的部门或岗位
refused-needs-role = 这需要另一个岗位来办
refused-applicant-only = 只有申请人本人可以办
refused-filer-not-allowed = 这项服务不接受这种申请方式
refused-conflict = 同一个人不能同时担任这两个环节
refused-second-person-needed = 需要第二个人确认
refused-wrong-phase = 现在这个阶段不能这样办
refused-not-open = 这件工作已经不在待办里
refused-stage-not-open = 这个环节没有打开
refused-already-settled = 已经定下来了
refused-held-by = 已经有别人领办
refused-not-claimed = 您还没有领办
refused-lead-waits = 牵头部门要等其他部门先提意见
refused-in-sitting = 这个意见要在集中审批会上提
refused-second-correction = 本环节已经发过一次补正告知
refused-nothing-asked = 现在没有要您补正的内容
refused-rounds-negative = 会审意见不同意，只能作出不予许可的决定
refused-window-closed = 现在不是受理这项申请的时间
refused-not-extendable = 期限不能延长
refused-not-stoppable = 不能这样停钟
refused-too-early = 部门还在期限内，不能替它办
refused-erased = 个人信息已经删除
refused-work-left = 还有人没办完
refused-already-there = 已经有了
refused-busy = 别人刚刚改了，请再试一次
refused-sitting-conflict = 这个会现在不能这样办
refused-sitting-over = 这个会已经结束或者取消了
refused-sitting-in-the-past = 开会时间已经过了，请选一个还没到的时间
refused-sitting-too-early = 会还没到时间，到时候才能签到、结束
refused-sitting-full = 议程满了，请另开一次会
refused-sitting-not-waiting = 这件不在等这个会，或者不在议程上
refused-sitting-drafted = 这个意见是同事写的，只有本人或者负责人能改
refused-sitting-no-opinion = 上报不是意见，请在本部门待办里上报
refused-sitting-no-quorum = 到会的部门不够，还不能结束
refused-sitting-changed = 议程上有的件在会前变了，见下面
refused-stale = 您打开以后，别人改动过。请看现在的情况，再决定
refused-too-large = 太大了
refused-media-type = 不收这种文件
refused-invalid = 有几处需要修改
refused-unreasoned = 不同意必须写明理由、原因类别和法律依据
refused-more-officers = 需要更多人签名
refused-reason-needed = 请写明理由
refused-too-long = 文字太长
refused-key-reused = 这张表已经提交过别的内容，请重新打开
refused-too-many = 尝试太多次了，请过一会儿再试
refused-timeout = 时间太长，没有办成，请再试一次
refused-method = 不能这样打开
refused-malformed = 内容读不懂，请重新打开这一页再试
refused-query = 网址不完整
refused-internal = 我们这边出了问题，您的内容没有改动
refused-unavailable = 现在暂时办不了，请过一会儿再试
refused-correlation = 请把时间告诉我们，我们能查到原因。
