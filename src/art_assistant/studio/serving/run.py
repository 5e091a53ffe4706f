"""Starts the studio: Streamlit told what to do and what to leave, uvicorn around it."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser
from importlib import import_module
from typing import Any, Final

import streamlit as st
import uvicorn
from streamlit.web.bootstrap import load_config_options

from art_assistant.base.hosts import is_here
from art_assistant.base.processes import limit_library_threads
from art_assistant.errors import UsageError
from art_assistant.settings import Settings
from art_assistant.studio.house import Base
from art_assistant.studio.serving.asgi import create_app

STOP_SECONDS: Final = 3
KEEP_ALIVE_SECONDS: Final = 75
"""Nobody sends a request again that a closing connection swallowed; so connections stay open while artists think."""
_THEME_LIGHT: Final = {
    "primaryColor": "#2f4b6e",
    "backgroundColor": "#f4f4f4",
    "secondaryBackgroundColor": "#eeeeee",
    "textColor": "#161616",
    "borderColor": "#c9c9c9",
}
_THEME_DARK: Final = {
    "primaryColor": "#a9c4e4",
    "backgroundColor": "#1e1e1e",
    "secondaryBackgroundColor": "#2a2a2a",
    "textColor": "#f0f0f0",
    "borderColor": "#4a4a4a",
}
_OPTIONS: Final = {
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.showSidebarNavigation": False,
    "global.developmentMode": False,
    "logger.level": "error",
    "runner.magicEnabled": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.showEmailPrompt": False,
}


def run(settings: Settings, *, browse: bool = False) -> int:
    """Serve the studio until told to stop.

    Args:
        settings: under which pictures are studied, and where to listen.
        browse: whether the artist's browser is opened.

    Raises:
        UsageError: the address is taken, or cannot be listened on.

    """
    app = prepared(settings)
    listening = _listen(settings.studio.host, settings.studio.port)
    address = _address(settings.studio.host, listening.getsockname()[1])
    print(f"Open {address}", flush=True)  # noqa: T201 - what the command says, as every command does
    if not is_here(settings.studio.host):
        print("Whoever reaches this address can use this studio; it asks for no password.", file=sys.stderr)  # noqa: T201
    if browse:
        threading.Timer(0.5, webbrowser.open, (address,)).start()
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        ws_max_size=int(settings.limits.max_mb * 1.4e6) + 1_000_000,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def prepared(settings: Settings) -> st.App:
    """Return the studio as an application, this process told to be its host.

    For a host that runs applications itself; everybody else calls ``run``.
    """
    Base.settings = settings
    limit_library_threads(settings.analysis.threads)
    load_config_options(options(settings))
    # Loaded once and whole, before two tabs can begin to load it at the same moment.
    import_module("art_assistant.studio.page")
    return create_app()


def options(settings: Settings) -> dict[str, Any]:
    """Return what Streamlit is told, by the names of its options; no file of the artist's changes it."""
    themes = {"light": _THEME_LIGHT, "dark": _THEME_DARK}
    colours = {f"theme.{theme}.{name}": colour for theme, every in themes.items() for name, colour in every.items()}
    place = {"server.address": settings.studio.host, "server.port": settings.studio.port}
    return _OPTIONS | colours | place | {"server.maxUploadSize": max(1, round(settings.limits.max_mb))}


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host.strip("[]"), port), family=family)
    except OSError as error:
        raise UsageError(f"The studio cannot listen on {host}, port {port}; choose another with --port.") from error


def _address(host: str, port: int) -> str:
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
