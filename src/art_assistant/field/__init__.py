"""What lies in front of the artist's camera: what kind of picture it is, and where in the file it is."""
