"""The offline data line: from museums' open collections to catalogues that galleries are built from."""
