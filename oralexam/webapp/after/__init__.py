"""What is made after the day: the printed record, appeal packs, a candidate's own data."""
