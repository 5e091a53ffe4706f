"""The embedded networks: one pass that sees where the eye goes and what the picture is like."""
