"""What comes from elsewhere: indexes of other programs, carried galleries, tables of facts."""
