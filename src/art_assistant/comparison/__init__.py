"""A painting beside its reference: where it lies in its photograph, and what differs, in the painter's own units."""
