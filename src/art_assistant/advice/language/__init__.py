"""How it is said: sentences by rule, and an optional language model that may phrase them."""
