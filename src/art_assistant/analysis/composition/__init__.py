"""Composition: where the eye goes, what pulls it, and balance."""
