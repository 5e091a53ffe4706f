"""The HTTP service, asked from Python: ``Client``, what it finds, and what it raises."""

from art_assistant.client.answers import Found, Health, ServiceError
from art_assistant.client.client import Client

__all__ = ["Client", "Found", "Health", "ServiceError"]
