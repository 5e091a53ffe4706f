"""Colour: cells, palette, harmony, temperature and limited palettes."""
