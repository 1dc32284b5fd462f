"""What is made of a sitting afterwards: listening copies, the replay bundle, the rehearsal's report."""
