"""What every room stands on and nothing below: threads, switches, clocks, checks."""
