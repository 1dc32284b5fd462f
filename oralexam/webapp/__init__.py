"""The one door from outside: pages, the JSON API and the sockets. It knows HTTP; it decides nothing."""
