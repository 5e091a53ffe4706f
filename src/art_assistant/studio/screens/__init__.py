"""The screens of the studio, each a function of a visit and a picture."""
