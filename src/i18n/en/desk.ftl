### Pages for officers.

enter-title = Sign in
enter-token = Token
enter-wrong = That did not work; please check and try again
enter-go = Sign in
queue-title = Queue
