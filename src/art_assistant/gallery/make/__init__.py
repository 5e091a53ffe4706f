"""Making galleries: build, journal, facts, import, carry."""
