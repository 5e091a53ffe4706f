"""Practice: projects of one reference and dated attempts at it, and what changed from one attempt to the next."""
