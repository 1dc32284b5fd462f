"""What an examination is: formats, scenarios, the draw. Pure rules and the data they read."""
