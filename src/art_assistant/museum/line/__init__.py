"""From catalogues to a gallery that has passed its gates: measured in shards, built, verified."""
