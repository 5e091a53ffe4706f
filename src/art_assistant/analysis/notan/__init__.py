"""Notans: three ways to part a picture into dark and light."""
