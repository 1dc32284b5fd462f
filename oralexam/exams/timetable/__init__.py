"""The timetable of a session: asked for by a request, made by a search, checked by rules of its own."""
