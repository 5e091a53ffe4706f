"""The big value masses: partition, regions, shapes, hints and outlines."""
