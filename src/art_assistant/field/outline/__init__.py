"""The outline of the picture in its file: lines, quadrilaterals out of them, and which of them it is."""
