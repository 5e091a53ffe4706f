"""Pure studies: arrays in, frozen dataclasses out. No files, no network, no drawing."""
