"""Work that outlives the request that asked for it: jobs, their queue, and the process that does them."""
