"""Laying a reference over the photograph of its painting: hypotheses, their refinement, and what speaks for each."""
