"""Lines as curves: pixels put in order, joined, smoothed, ranked, and drawn once each."""
