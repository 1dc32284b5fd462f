"""The packet journal on disk: the one hand-over between the live call and everything that reads it later."""
