"""How alike the centre marks and plays, and how far its transcripts can be trusted."""
