"""What the stations of a sitting tell beside the room's events: what was read in their check."""
