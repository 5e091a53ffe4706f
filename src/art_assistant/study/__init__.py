"""One picture opened, and what is measured in it."""
