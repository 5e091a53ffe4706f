"""The artist's projects in the studio: shown only where the studio answers to its own machine alone."""
