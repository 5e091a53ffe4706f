"""Colour blocks: a few connected shapes, each in its own colour."""
