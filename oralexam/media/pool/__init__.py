"""Media in processes of their own, one a core: a crash in one of them ends at most its own calls."""
