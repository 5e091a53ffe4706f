"""The sheet for the wall: laid out by the proportions of the picture, so that none of it stays empty."""
