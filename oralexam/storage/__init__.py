"""Where everything stands: SQLModel tables, their repositories, the data folder. Rows never leave it."""
