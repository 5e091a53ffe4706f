"""The measuring of a line spread over machines."""
