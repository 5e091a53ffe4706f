"""Nothing leaves the machine: the switches that keep the libraries we use from reporting home or marking it.

ONNX Runtime 1.29 and later writes a device id under the user's cache folder when it is imported and looks up a host of
its maker some seconds later; nothing that is called afterwards stops that look-up. So the switches are environment
variables, set before any of those libraries is imported: importing ``art_assistant`` is enough. A value that is set
already stays.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Final, NamedTuple


class Switch(NamedTuple):
    """One environment variable.

    Attributes:
        variable: its name.
        value: what it is set to where it is not set.
        why: what would happen without it.
        everywhere: whether it is set as soon as the package is imported, in a host program too, and not only in the
            processes that are ours: the command line, and the service with its workers and engines.

    """

    variable: str
    value: str
    why: str
    everywhere: bool = False


SWITCHES: Final = (
    Switch("ORT_DISABLE_TELEMETRY", "1", "ONNX Runtime writes a device id and reports to its maker", everywhere=True),
    Switch("OPENCV_OPENCL_CACHE_ENABLE", "false", "OpenCV keeps compiled OpenCL kernels in the user's cache folder"),
    Switch("FASTAPI_OTEL_AUTO_CONFIGURE", "false", "FastAPI exports traces, metrics and logs to where OTEL_* points"),
    Switch("STREAMLIT_BROWSER_GATHER_USAGE_STATS", "false", "a page that `streamlit run` starts reports its use"),
    Switch("HF_HUB_DISABLE_TELEMETRY", "1", "huggingface_hub tells the hub who asks, and with what"),
    Switch("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1", "huggingface_hub sends the key that lies in the user's home"),
    Switch("HF_HUB_DISABLE_XET", "1", "huggingface_hub fetches through another service, which keeps a cache and logs"),
    Switch("HF_HUB_DISABLE_UPDATE_CHECK", "1", "huggingface_hub asks whether there is a newer version of it"),
    Switch("HF_HUB_DISABLE_PROGRESS_BARS", "1", "huggingface_hub writes over our own lines"),
    Switch("PYTHON_DOTENV_DISABLED", "true", "pymilvus takes variables from a file .env above its folder"),
    Switch("RAY_USAGE_STATS_ENABLED", "0", "Ray reports its use to its maker"),
    Switch("DO_NOT_TRACK", "1", "the common wish, which other libraries respect"),
)

Environment = MutableMapping[str, str]


def silence_imports(environment: Environment | None = None) -> None:
    """Set the switches that are needed wherever the package is imported; an empty variable counts as not set."""
    _set(environment, only_everywhere=True)


def silence_process(environment: Environment | None = None) -> None:
    """Set every switch: for a process that is ours, and so for all that it starts."""
    _set(environment, only_everywhere=False)


def silence_library(variable: str) -> None:
    """Set one switch in a process that need not be ours, before its library is imported there."""
    switch = next(one for one in SWITCHES if one.variable == variable)
    os.environ[variable] = os.environ.get(variable) or switch.value


def _set(environment: Environment | None, *, only_everywhere: bool) -> None:
    chosen = os.environ if environment is None else environment
    for switch in SWITCHES:
        if (switch.everywhere or not only_everywhere) and not chosen.get(switch.variable):
            chosen[switch.variable] = switch.value
