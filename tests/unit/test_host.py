"""A program that uses the library finds everything as it left it."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
from PIL import Image
from tests.conftest import ROOT

from art_assistant.imaging.decode import decode
from art_assistant.imaging.quiet import quiet

PROGRAM = """
import gc, json, locale, logging, os, signal, sys, threading, warnings
from concurrent.futures import ThreadPoolExecutor
# What others change when they are imported is theirs; here it is done before.
import cv2, faiss, jinja2, numpy, onnxruntime, structlog, PIL.Image, PIL.ImageFile, PIL.TiffImagePlugin

warnings.filterwarnings("error", category=UserWarning, module="PIL")
warnings.filterwarnings("always", message="of the program")

def state():
    handlers = {int(number): str(signal.getsignal(number)) for number in signal.valid_signals()}
    loggers = {"root": logging.getLogger(), **logging.root.manager.loggerDict}
    return {
        "filters": list(map(str, warnings.filters)),
        "warn": [str(warnings.showwarning), str(warnings.formatwarning), str(warnings.warn)],
        "signals": handlers,
        "locale": locale.setlocale(locale.LC_ALL),
        "folder": os.getcwd(),
        "environment": dict(os.environ),
        "logging": {
            name: [logger.level, logger.propagate, list(map(str, logger.handlers))]
            for name, logger in loggers.items()
            if isinstance(logger, logging.Logger) and not name.startswith("PIL")
        },
        "disabled": logging.root.manager.disable,
        "numpy": [numpy.geterr(), repr(numpy.get_printoptions())],
        "threads": [cv2.getNumThreads(), cv2.useOptimized(), faiss.omp_get_max_threads()],
        "pillow": [PIL.Image.MAX_IMAGE_PIXELS, PIL.ImageFile.LOAD_TRUNCATED_IMAGES],
        "structlog": [structlog.is_configured(), str(structlog.get_config())],
        "sys": [sys.getrecursionlimit(), sys.getswitchinterval(), list(sys.path), list(map(str, sys.meta_path))],
        "hooks": [str(sys.excepthook), str(sys.unraisablehook), str(sys.displayhook), str(threading.excepthook)],
        "streams": [str(sys.stdout), str(sys.stderr), str(sys.stdin)],
        "collector": [gc.isenabled(), gc.get_threshold()],
    }

before = state()
import art_assistant
imported = state()
data = open(sys.argv[1], "rb")
with data:
    picture = data.read()
with ThreadPoolExecutor(3) as pool:
    list(pool.map(lambda _: art_assistant.analyze(picture), range(3)))
after = state()
changed = [name for name in before if not before[name] == imported[name] == after[name]]
print(json.dumps({name: [before[name], after[name]] for name in changed}))
"""


def test_nothing_of_the_program_around_is_changed() -> None:
    painting = ROOT / "examples" / "sample-painting.jpg"
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(painting)], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "{}"
    assert done.stderr == ""


def jpeg_with_a_broken_note() -> bytes:
    """Return a picture that Pillow warns of where its orientation is asked for, and reads."""
    buffer = io.BytesIO()
    # A description of a hundred letters that stand behind the end.
    note = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<HHHII", 1, 0x010E, 2, 100, 5000)
    Image.new("RGB", (64, 48), (200, 90, 40)).save(buffer, "JPEG", exif=note)
    return buffer.getvalue()


def opened_by_the_program(data: bytes) -> None:
    with Image.open(io.BytesIO(data)) as image:
        image.getexif()


def test_what_pillow_says_of_odd_files_is_kept_from_the_program_and_is_no_error() -> None:
    data = jpeg_with_a_broken_note()
    for action in ("error", "always"):
        with warnings.catch_warnings(record=action == "always") as said:
            warnings.simplefilter(action)  # type: ignore[arg-type]
            assert decode(data).width == 64
        assert not said


def test_what_pillow_says_to_the_program_itself_is_said_as_ever() -> None:
    data = jpeg_with_a_broken_note()
    with pytest.warns(UserWarning, match="EXIF|Truncated|Tag data") as said:
        opened_by_the_program(data)
    assert {Path(warning.filename).name for warning in said} == {"TiffImagePlugin.py"}


def test_one_thread_asks_for_quiet_for_itself_alone() -> None:
    data = jpeg_with_a_broken_note()
    other = threading.Thread(target=opened_by_the_program, args=(data,))

    def both() -> None:
        with quiet():
            opened_by_the_program(data)
            other.start()
            other.join()

    with pytest.warns(UserWarning, match="EXIF|Truncated|Tag data") as alone:
        opened_by_the_program(data)
    with pytest.warns(UserWarning, match="EXIF|Truncated|Tag data") as said:
        both()
    assert len(said) == len(alone)


def test_a_bomb_is_an_error_even_where_warnings_are_not_heard() -> None:
    with quiet(), pytest.raises(Image.DecompressionBombWarning):
        Image._decompression_bomb_check((1, (Image.MAX_IMAGE_PIXELS or 0) + 1))
