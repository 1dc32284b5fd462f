"""The manager's board: what is seen of all rooms, what needs a person first, and the socket it is sent by."""
