"""How works look at their museums: which pictures may be shown, and how one is fetched."""
