"""The commands for attempts at a reference: one compared with it, and many kept."""
