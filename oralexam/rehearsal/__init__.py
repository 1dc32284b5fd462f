"""A whole exam played by synthetic participants over real HTTP, WebSocket and WebRTC, and what came out.

Nothing here decodes what it hears; the only audio work is to encode files that somebody else gives it.
"""
