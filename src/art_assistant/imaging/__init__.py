"""Hostile bytes in, trusted upright sRGB pixels out."""
