"""Papers that people bring: candidates' files for the interviews, documentation for where it is allowed."""
