"""Live media: one peer connection a seat, raw RTP rewritten and forwarded, nothing decoded on the way."""

from oralexam.media.without_mdns import leave_mdns_out

leave_mdns_out()  # here, since whatever of this package is imported first may import aioice
