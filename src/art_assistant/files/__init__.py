"""Files on disk, whoever owns them: written whole or not at all, and found without losing any on the way."""
