"""Works and their pictures brought into a catalogue folder: politely, checked, and resumed wherever it stopped."""
