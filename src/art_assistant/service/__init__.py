"""The HTTP service: a light front admits, limits and caches; engines in processes of their own see the pictures."""
