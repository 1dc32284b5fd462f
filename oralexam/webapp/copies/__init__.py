"""Own copies over HTTP: where pages bring what they have kept of their own microphones."""
