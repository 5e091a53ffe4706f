"""Artists use Windows: outside the service, nothing needs what only POSIX systems have."""

from __future__ import annotations

import json
import subprocess
import sys

CODE = """
import importlib, json, os, pkgutil, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name in {"fcntl", "grp", "posix_ipc", "pwd", "resource", "syslog", "termios", "tty"}:
            raise ModuleNotFoundError(f"no {name} on this system", name=name)

import subprocess, tempfile, pathlib, shutil, multiprocessing  # the standard library's own use of them is not ours
for name in ("fcntl", "grp", "pwd", "resource", "syslog", "termios", "tty"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Absent())
for name in ("register_at_fork", "sched_getaffinity", "process_cpu_count", "fork", "mkfifo"):
    if hasattr(os, name):
        delattr(os, name)

import art_assistant
names = [module.name for module in pkgutil.walk_packages(art_assistant.__path__, "art_assistant.")
         if not module.name.startswith("art_assistant.service") and not module.name.endswith("__main__")]
failed = {}
for name in names:
    try:
        importlib.import_module(name)
    except Exception as error:
        failed[name] = repr(error)
from art_assistant.base.processes import cores
print(json.dumps({"imported": len(names), "failed": failed, "cores": cores()}))
"""


def test_every_module_but_the_service_is_imported_without_what_only_posix_has() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["failed"] == {}
    assert found["imported"] > 100
    assert found["cores"] >= 1
