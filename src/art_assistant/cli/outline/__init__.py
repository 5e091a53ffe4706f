"""``art-assistant outline``: a picture in, a line drawing to transfer out."""

from art_assistant.cli.outline.command import register

__all__ = ["register"]
