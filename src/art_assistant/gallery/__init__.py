"""Related works: galleries on disk, search over four facets, and the reason for each hit."""
