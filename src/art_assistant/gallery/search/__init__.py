"""From a query to related works, each with its reason."""
