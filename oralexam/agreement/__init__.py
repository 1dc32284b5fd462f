"""How alike judges mark, and how alike parts are played: pure figures over what is sealed, with their limits.

They describe the marking of a centre. No candidate's mark, and no level, follows from any of them.
"""
