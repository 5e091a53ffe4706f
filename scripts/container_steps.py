"""Take the steps of the Dockerfile without Docker, in a folder of its own, and see whether what comes of them serves.

    python scripts/container_steps.py                 # needs a package index, or a pip cache that has everything
    python scripts/container_steps.py --show          # prints the steps and takes none

The RUN lines of the first stage are read out of the Dockerfile and run by a shell, with the folders of the image
(``/src``, ``/wheels``, ``/opt/art-assistant``, ``/data``, ``/tmp``) below one temporary folder. Then the image's
command is started as its user, to whom nothing but ``/data`` and ``/tmp`` is writable (where this is run by root), with
the image's variables and no others; its health check is asked until it is well, a picture is searched, and it is
stopped. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDERS: Final = ("/src", "/wheels", "/opt/art-assistant", "/data", "/tmp")  # noqa: S108 - the image's, not ours
SECONDS: Final = 90.0
_INSTRUCTION: Final = re.compile(r"^([A-Z]+)\s+(.*)$", re.DOTALL)


@dataclass
class Stage:
    """What the instructions of one stage say, in their order."""

    name: str
    base: str
    runs: list[str] = field(default_factory=list)
    copies: list[list[str]] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)


def instructions(text: str) -> Iterator[tuple[str, str]]:
    """Yield each instruction of a Dockerfile and its arguments, continued lines joined."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        if found := _INSTRUCTION.match(line.strip()):
            yield found[1], found[2]


def stages(text: str) -> list[Stage]:
    """Return the stages of a Dockerfile."""
    found: list[Stage] = []
    for name, rest in instructions(text):
        if name == "FROM":
            base, _, called = rest.partition(" AS ")
            found.append(Stage(called, base))
        elif found:
            _take(found[-1], name, rest)
    return found


def _take(stage: Stage, name: str, rest: str) -> None:
    if name == "RUN":
        stage.runs.append(rest)
    elif name == "COPY":
        stage.copies.append(rest.split())
    elif name == "ENV":
        stage.env |= {key: value.strip('"') for key, value in re.findall(r'(\w+)=("[^"]*"|\S+)', rest)}
    else:
        stage.said[name] = rest


class House:
    """The folders of an image, below one of ours."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.chmod(0o755)
        for name in FOLDERS:
            self.at(name).mkdir(parents=True)

    def at(self, name: str) -> Path:
        """Return where a path of the image is."""
        return self.root / name.lstrip("/")

    def moved(self, line: str) -> str:
        """Return a line with each of the image's folders in its place here."""
        places = "|".join(map(re.escape, FOLDERS))
        return re.sub(rf"(?<![\w./-])({places})(?![\w-])", lambda found: str(self.at(found[1])), line)


def build(stage: Stage, house: House) -> float:
    """Copy and run as the first stage says; return the seconds."""
    began = time.monotonic()
    for *sources, target in stage.copies:
        for source in sources:
            _copy(ROOT / source, house.at("/src") / ("" if target == "./" else target))
    # The base image has a Python of its own; here that is a fresh environment on ours.
    base = house.root / "base"
    subprocess.run([interpreter(), "-m", "venv", base], check=True)  # noqa: S603
    env = {"PATH": f"{base / 'bin'}:/usr/bin:/bin", "HOME": str(house.root)} | _pip()
    for line in stage.runs:
        subprocess.run(  # noqa: S602 - the Dockerfile's own lines
            house.moved(line), shell=True, check=True, cwd=house.at("/src"), env=env, stdout=sys.stderr
        )
    return time.monotonic() - began


def interpreter() -> str:
    """Return a Python of this machine that any user may run, the one that runs this where it is one.

    Raises:
        RuntimeError: there is none.

    """
    own = str(getattr(sys, "_base_executable", sys.executable))
    for name in (own, "/usr/bin/python3", "/usr/local/bin/python3"):
        folders = Path(name).resolve().parents
        # What asks for others: a folder on the way that only its owner may enter, such as /root.
        if Path(name).exists() and (os.geteuid() != 0 or all(place.stat().st_mode & 0o001 for place in folders)):
            return name
    raise RuntimeError("no Python here can be run by another user")


def _pip() -> dict[str, str]:
    """Return what tells pip on this machine where its index is."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    config = Path("~/.config/pip/pip.conf").expanduser()
    return kept | ({"PIP_CONFIG_FILE": str(config)} if config.is_file() and "PIP_CONFIG_FILE" not in kept else {})


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


def environment(stage: Stage, house: House, port: int) -> dict[str, str]:
    """Return the image's variables, in their places here; the port alone is another, so that it is free."""
    env = {name: house.moved(value).replace("$PATH", "/usr/bin:/bin") for name, value in stage.env.items()}
    return env | {"HOME": str(house.at("/data")), "ART_SERVICE_PORT": str(port), "LANG": "C.UTF-8"}


def user(stage: Stage) -> dict[str, Any]:
    """Return how a process is started as the image's user; as ourselves where we may not."""
    if os.geteuid() != 0:
        return {}
    uid, _, gid = stage.said["USER"].partition(":")
    return {"user": int(uid), "group": int(gid), "extra_groups": []}


@contextmanager
def serving(stage: Stage, house: House, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the image's command as the image's user, and end it."""
    start = json.loads(stage.said["ENTRYPOINT"]) + json.loads(stage.said["CMD"])
    env = environment(stage, house, port)
    program = shutil.which(start[0], path=env["PATH"]) or start[0]
    process = subprocess.Popen(  # noqa: S603
        [program, *start[1:]], cwd=house.at("/data"), env=env, stdout=sys.stderr, **user(stage)
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def checked(stage: Stage, house: House, port: int) -> bool:
    """Run the image's health check, at the port that is in use here."""
    command = json.loads(stage.said["HEALTHCHECK"].partition(" CMD ")[2])
    env = environment(stage, house, port)
    command = [shutil.which(command[0], path=env["PATH"]) or command[0], *command[1:]]
    command = [word.replace(":8000/", f":{port}/") for word in command]
    done = subprocess.run(command, env=env, capture_output=True, check=False, **user(stage))  # noqa: S603
    return done.returncode == 0


def until_healthy(stage: Stage, house: House, port: int, process: subprocess.Popen[bytes]) -> float:
    """Return the seconds until the health check passes.

    Raises:
        RuntimeError: the service ended, or is not well in time.

    """
    began = time.monotonic()
    while time.monotonic() - began < SECONDS and process.poll() is None:
        if checked(stage, house, port):
            return time.monotonic() - began
        time.sleep(0.5)
    raise RuntimeError(f"the service is not healthy (status {process.poll()})")


def searched(port: int) -> int:
    """Search with the sample painting; return how many works were found."""
    boundary, picture = "art-assistant-steps", (ROOT / "examples" / "sample-painting.jpg").read_bytes()
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="p.jpg"\r\n\r\n'.encode()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/search?topk=5",
        data=head + picture + f"\r\n--{boundary}--\r\n".encode(),
        headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
        return len(json.load(answer)["results"])


def written(house: House, uid: int) -> list[str]:
    """Return what the image's user owns outside ``/data`` and ``/tmp``."""
    allowed = (house.at("/data"), house.at("/tmp"))  # noqa: S108
    found = (path for path in house.root.rglob("*") if path.lstat().st_uid == uid)
    return [str(path) for path in found if not any(path.is_relative_to(place) for place in allowed)]


def stopped(process: subprocess.Popen[bytes]) -> int:
    """Stop the service as an engine does, and return its exit status."""
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
        return port


def take(root: Path) -> dict[str, Any]:
    """Take all steps; return what came of them."""
    first, last = stages((ROOT / "Dockerfile").read_text(encoding="utf-8"))
    house, port = House(root), _free_port()
    seconds = build(first, house)
    ids = user(last)
    for name in ("/data", "/tmp"):  # noqa: S108
        if ids:
            os.chown(house.at(name), ids["user"], ids["group"])
    with serving(last, house, port) as process:
        healthy = until_healthy(last, house, port, process)
        found = searched(port)
        status = stopped(process)
    size = sum(path.lstat().st_size for path in house.at("/opt/art-assistant").rglob("*"))
    return {
        "build_seconds": round(seconds, 1),
        "healthy_seconds": round(healthy, 1),
        "works_found": found,
        "stopped_with": status,
        "installed_mb": round(size / 1e6),
        "written_elsewhere": written(house, ids["user"]) if ids else [],
        "as_root": bool(ids),
    }


def main() -> None:
    """Show the steps or take them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="print the steps and take none")
    if parser.parse_args().show:
        for stage in stages((ROOT / "Dockerfile").read_text(encoding="utf-8")):
            print(f"{stage.name}: from {stage.base}")
            for line in stage.runs:
                print(f"  {line}")
        return
    with tempfile.TemporaryDirectory(prefix="container-steps-") as folder:
        print(json.dumps(take(Path(folder))))


if __name__ == "__main__":
    main()
