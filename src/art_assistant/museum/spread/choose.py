"""Which executor the settings name."""

from __future__ import annotations

from art_assistant.errors import UsageError
from art_assistant.museum.line.measure import Executor, Local
from art_assistant.museum.spread.on_ray import RayData
from art_assistant.settings import LineSettings


def executor_of(asked: LineSettings) -> Executor:
    """Return what spreads the measuring over processes.

    Raises:
        UsageError: a cluster is named, and not what would use it.

    """
    if asked.executor == "ray":
        return RayData(asked.cluster)
    if asked.cluster:
        raise UsageError("A cluster is used with --executor ray alone; give that too, or no --cluster.")
    return Local()
