### Pages for migrants.

home-title = One request, every department
home-lead = A school place, a residence permit, a shop: hand in your papers once. The departments work at the same time, and you can always see where it is, who has it and when it will be done.
home-follow = Follow my request
home-follow-hint = With the case number and the code; no account needed.
home-follow-go = Look it up
home-services = What you can apply for
home-search = Find a service
home-search-go = Search
home-nothing = Nothing found. Try another word, such as "school" or "permit".
home-lead-department = Answers for it: { $department }
home-window = Applications are taken from { $from } to { $to } each year

guide-back = All services
guide-apply = Apply now
guide-gives = What you get
guide-costs = What it costs
guide-free = Nothing
guide-who = Who may apply
guide-bring = What to bring
guide-if-needed = (only where it applies)
guide-may-follow = (may follow later)
guide-departments = Who works on it
guide-at-once = These departments work at the same time; nobody has to walk from one to the next.
guide-decides = In the end { $department } decides.
guide-diagram = The way it goes
guide-diagram-alt = A picture of this service; it says the same as "Who works on it" above
guide-refused = If it is refused
guide-basis = Legal basis:{" "}


help-title = Help
help-number = Where is my case number?
help-number-words = On the receipt: fourteen characters. It is in every letter we send you, too.
help-code = I have lost my code
help-code-words = Bring your identity card to the service window. You get a new code; the old one ends at once.
help-missing = I am asked for more papers
help-missing-words = Open "Follow my request" and bring everything that is named there, once. While you gather it, the departments' time does not count.
help-late = The day has passed and there is no result
help-late-words = The system reminds, urges and tells the supervisors by itself. You can also complain on the page of your request.
help-data = Who can see my papers?
help-data-words = Each department sees only what its own step needs. Every look is recorded, and you find it on the page of your request.
help-call = Call the office
