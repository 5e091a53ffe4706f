"""A network that looks at pictures and one that reads words, trained so that both give vectors of one space."""
