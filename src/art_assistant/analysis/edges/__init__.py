"""Edges: contours, their profiles, and how hard they are."""
