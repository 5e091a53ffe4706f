"""What may be said of a picture: the catalogue, its norms and its evidence."""
