"""What pages need to reach this server through a network, and how they fare."""
