"""The facts of a scenario, looked for in what was said and written: forms, values, moments; never a mark."""
