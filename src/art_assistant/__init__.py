"""Art Assistant: what a good teacher would see in a picture, measured."""
