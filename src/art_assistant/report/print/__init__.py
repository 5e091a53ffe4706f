"""The study sheet for the printer: laid out here in millimetres, set by Typst."""
