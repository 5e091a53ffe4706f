"""A finding is looked at once more in the picture before it is told."""
