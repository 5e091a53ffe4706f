"""The check-up of an installation: what is here, what works, what is set, and what to do about the rest."""
