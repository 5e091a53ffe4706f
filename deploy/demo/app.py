"""The studio as a public demo, for a host that runs `streamlit run app.py`."""

import os
from pathlib import Path

HERE = Path(__file__).parent
os.environ.setdefault("ART_CONFIG", str(HERE / "art-assistant.toml"))

import art_assistant  # noqa: E402 - it silences what reports home, before anything that does is loaded
from art_assistant.base import telemetry  # noqa: E402

telemetry.silence_process()

from starlette.applications import Starlette  # noqa: E402
from starlette.routing import Mount  # noqa: E402

from art_assistant.studio.serving.run import prepared  # noqa: E402

studio = prepared(art_assistant.Settings.load())
app = Starlette(routes=[Mount("/", studio)], lifespan=studio.lifespan())
