### Pages for supervisors.

overview-title = Overview
overview-open = open
overview-today = due today
overview-yellow = yellow
overview-red = red
overview-grey = stopped
overview-unclaimed = unclaimed
overview-oldest = oldest
overview-cards = cards this month
overview-cells = Who has what
overview-cells-caption = By department and step; ages in calendar days
overview-nothing = Nothing is open now.
overview-department = Department
overview-step = Service and step
overview-counter = counter and decision
overview-median = Median age
overview-p90 = Nine in ten
overview-ages = How long open work has been lying
overview-age = How long
overview-up-to = up to { $days } { $days ->
    [one] day
   *[other] days
}
overview-over = over { $days } days
overview-weeks = Ended in time, twelve weeks
chart-count = How many
chart-table = The figures
chart-week = Week
chart-ended = Ended
chart-in-time = In time
