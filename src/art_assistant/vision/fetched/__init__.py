"""Models that do not ship with the package: what was fetched or named, pinned by the bytes that were first seen."""
