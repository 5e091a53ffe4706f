"""Views."""

from art_assistant.report.views.scene import View

VIEWS: tuple[View, ...] = ()
