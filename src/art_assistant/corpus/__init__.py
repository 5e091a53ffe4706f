"""Where a measurement stands among the masters: quantiles only, no pictures."""
