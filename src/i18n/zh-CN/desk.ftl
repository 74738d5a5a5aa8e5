### 给工作人员看的页面。

enter-title = 工作人员登录
enter-token = 访问令牌
enter-wrong = 登录没有成功，请核对后再试
enter-go = 登录
queue-title = 待办
