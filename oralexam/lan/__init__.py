"""What lets two machines of a centre meet over HTTPS: names, a local authority, certificates."""
