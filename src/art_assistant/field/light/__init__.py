"""What light and lens did to the photograph of a picture, one question a module."""
