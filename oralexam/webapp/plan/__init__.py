"""A session's timetable: searched in a process of its own, moved by hand, put right when the day slips."""
