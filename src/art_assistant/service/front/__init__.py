"""What a client sees: the application, its routes, documents and problems."""
