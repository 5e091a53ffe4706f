"""An outline as a file for print: its paper, its curves, and the two forms it is written in."""
