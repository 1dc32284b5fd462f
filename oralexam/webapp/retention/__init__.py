"""What is kept, held and deleted, by whose decision; and who has looked at what."""
