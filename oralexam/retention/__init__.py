"""How long things are kept, what stops their end, who decides it, and who has looked at them: rules alone."""
