"""The processes that study pictures, and how the front speaks with them."""
