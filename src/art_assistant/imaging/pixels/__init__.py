"""From a decoder's pixels to upright sRGB."""
