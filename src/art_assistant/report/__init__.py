"""The ways out: JSON, HTML, and pictures for the wall."""
