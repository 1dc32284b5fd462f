"""Live media: one peer connection a seat, raw RTP rewritten and forwarded, nothing decoded on the way."""
