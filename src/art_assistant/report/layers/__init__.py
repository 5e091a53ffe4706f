"""Files for paint programs: layers, outlines and swatches, each by the published description of its format."""
