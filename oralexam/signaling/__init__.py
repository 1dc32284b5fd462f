"""The WebSocket protocol: typed messages, resumed by sequence number, projected for each seat."""
