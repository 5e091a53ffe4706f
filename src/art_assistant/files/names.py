"""Names that every system can hold."""

from __future__ import annotations

import re
from typing import Final

_DEVICE: Final = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\.|$)", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever their ending."""


def is_device(name: str) -> bool:
    """Whether Windows takes a name for that of a device."""
    return _DEVICE.match(name) is not None


def is_portable(name: str) -> bool:
    """Whether Windows can hold a name of plain letters, digits, dots and dashes as it stands."""
    return not is_device(name) and not name.endswith(".")
