"""At most two tips worth acting on, and what is done well: findings with evidence, ranked among the masters."""
