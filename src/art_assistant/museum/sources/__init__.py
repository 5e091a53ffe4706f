"""Where works come from: museums by their documented interfaces, and folders; each tells works in one form."""
