"""What the studio serves: the application, its addresses, and what is found there."""
