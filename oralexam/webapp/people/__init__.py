"""Who asks and what they may do: links, sessions, accounts, passwords, rights, tries."""
