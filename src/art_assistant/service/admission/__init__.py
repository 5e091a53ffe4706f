"""What is let in: limits, clients, pictures, and what requests share."""
