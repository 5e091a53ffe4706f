"""What a gallery keeps of a work, laid beside the same of the artist's own picture: drawn, and as a lesson in words."""
