"""What a centre can prove afterwards: its key, the appeal pack, and the checks of both."""
