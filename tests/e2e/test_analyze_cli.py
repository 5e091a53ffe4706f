from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from PIL import Image
from tests.conftest import ROOT
from tests.e2e.conftest import Run

from art_assistant.cli import main
from art_assistant.files.studies import read_study

SAMPLE = ROOT / "examples" / "sample-painting.jpg"
SCHEMA = ROOT / "src" / "art_assistant" / "report" / "schema" / "report.schema.json"


def small(path: Path, colour: tuple[int, int, int] = (120, 90, 60)) -> Path:
    """Write a small picture with two values in it."""
    picture = Image.new("RGB", (64, 48), colour)
    picture.paste((230, 220, 200), (0, 0, 32, 24))
    picture.save(path)
    return path


def one_line(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith("\n") and "Traceback" not in text


@pytest.mark.slow
def test_a_study_is_written_beside_where_one_stands(run: Run, tmp_path: Path) -> None:
    done = run("analyze", SAMPLE)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "sample-painting-study"
    names = {path.name for path in folder.iterdir()}
    assert {"report.json", "report.html", "study.png"} <= names
    assert len([name for name in names if name.endswith(".png")]) >= 12
    report = json.loads((folder / "report.json").read_text())
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(report)
    assert report["picture"]["name"] == "sample-painting.jpg"
    assert str(tmp_path) not in (folder / "report.html").read_text()
    assert done.stdout == f"Open {Path('sample-painting-study', 'report.html')}\n"
    assert done.stderr == ""


def test_json_prints_lines_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    small(tmp_path / "a.png")
    (tmp_path / "b.jpg").write_bytes(b"not a picture")
    small(tmp_path / "c.png", (10, 200, 30))
    before = set(tmp_path.iterdir())
    done = run("analyze", "a.png", "b.jpg", "c.png", "--json")
    assert done.returncode == 4
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["picture"]["name"] for line in lines] == ["a.png", "b.jpg", "c.png"]
    assert lines[1] == {"picture": {"name": "b.jpg"}, "error": lines[1]["error"]}
    assert lines[1]["error"]["code"] == "unsupported_format"
    assert set(tmp_path.iterdir()) == before


def test_the_same_bytes_give_the_same_report(run: Run, tmp_path: Path) -> None:
    reports = []
    for _ in range(2):
        done = run("analyze", SAMPLE, "--json")
        report = json.loads(done.stdout)
        assert report.pop("timings")
        reports.append(report)
    assert reports[0] == reports[1]
    assert not list(tmp_path.iterdir())


def test_several_pictures_get_a_folder_each(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    small(tmp_path / "one" / "x.png")
    small(tmp_path / "two" / "x.jpg")
    done = run("analyze", "one", "two/x.jpg", "--out", "all", "--views", "none")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == ["x", "x-2"]
    assert done.stdout.splitlines() == [f"Open {Path('all', name, 'report.html')}" for name in ("x", "x-2")]
    assert one_line(done.stderr)
    assert "2 of 2" in done.stderr


@pytest.fixture
def misused(tmp_path: Path) -> Path:
    """A folder in which much can go wrong."""
    small(tmp_path / "a.png")
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "no-pictures").mkdir()
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "loop.png").symlink_to("loop.png")
    small(tmp_path / "-odd.png")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["analyze", "missing.jpg"], "missing.jpg"),
        (["analyze", "*.tif"], "pattern"),
        (["analyze", "a.png", "--out", "dangling"], "in the way"),
        (["analyze", "-odd.png"], "./-odd.png"),
    ],
)
def test_wrong_use_is_one_line_and_status_two(run: Run, misused: Path, arguments: list[str], words: str) -> None:
    assert misused
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert one_line(done.stderr), done.stderr
    assert words in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["analyze", "empty.jpg"], "empty"),
        (["analyze", "a.png", "--blocks", "9"], "from 4 to 6"),
        (["analyze", "a.png", "--plan-method", "magic"], "--help"),
        (["analyze", "a.png", "--size", "tiny"], "--help"),
        (["analyze"], "--help"),
        (["paint"], "--help"),
        (["analyze", "no-pictures"], "no picture"),
        (["analyze", "a.png", "--views", "mases"], "masses"),
        (["analyze", "a.png", "--layers", "xcf"], "use ora, psd, svg"),
        (["analyze", "a.png", "--paper", "letter"], "add --pdf"),
        (["analyze", "a.png", "--gallery", "nowhere"], "gallery list"),
        (["analyze", "loop.png"], "cannot be opened"),
    ],
)
def test_so_is_all_other_wrong_use(
    misused: Path,
    arguments: list[str],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same without a process each, which are slow to start."""
    monkeypatch.chdir(misused)
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert one_line(said.err), said.err
    assert words in said.err


def test_a_limit_is_status_three(run: Run, tmp_path: Path) -> None:
    small(tmp_path / "a.png")
    done = run("analyze", "a.png", ART_LIMITS_MAX_MEGAPIXELS="0.001")
    assert done.returncode == 3
    assert one_line(done.stderr)
    assert not (tmp_path / "a-study").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs modes of files, and root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    small(tmp_path / "a.png")
    (tmp_path / "locked").mkdir(mode=0o500)
    done = run("analyze", "a.png", "--out", "locked/out")
    assert done.returncode == 2
    assert one_line(done.stderr)


def test_a_file_in_the_way_of_the_folder_is_one_line(run: Run, tmp_path: Path) -> None:
    small(tmp_path / "a.png")
    (tmp_path / "out").write_text("mine")
    done = run("analyze", "a.png", "--out", "out")
    assert done.returncode == 2
    assert one_line(done.stderr)
    assert (tmp_path / "out").read_text() == "mine"


def test_flags_reach_the_report(run: Run, tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path / "p.jpg")
    plan = ("--plan", "3", "--plan-method", "breaks", "--plan-brush", "0.1", "--notan-threshold", "30")
    ways = ("--views", "none", "--layers", "svg", "--swatches", "gpl,aco", "--pdf", "--paper", "letter", "--out", "out")
    done = run("analyze", "p.jpg", "--json", "--blocks", "4", *plan, "--size", "420", *ways)
    report = json.loads(done.stdout)
    assert report["values"]["plan"]["brush"] == 0.1
    assert report["notans"]["items"][0]["reason"].startswith("One threshold, value 3.0, set by hand")
    assert report["masses"]["k"] == 4
    assert (report["values"]["plan"]["k"], report["values"]["plan"]["method"]) == (3, "breaks")
    assert max(report["picture"]["working_size"]) == 420
    files = {"report.json", "report.html", "masses.svg", "palette.gpl", "palette.aco", "study-letter.pdf"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == files
    assert (tmp_path / "out" / "masses.svg").read_text(encoding="utf-8").count('id="mass-') == 4


def test_a_view_that_was_named_and_cannot_be_had_is_said(run: Run, tmp_path: Path) -> None:
    Image.new("RGB", (9, 7), (120, 90, 60)).save(tmp_path / "tiny.png")
    done = run("analyze", "tiny.png", "--out", "out", "--views", "edges,masses")
    assert done.returncode == 0
    assert "tiny.png: The view edges is not drawn: the picture is too small" in done.stderr
    assert not (tmp_path / "out" / "edges.png").exists()


def test_the_version_and_the_help_say_something(run: Run) -> None:
    assert run("--version").stdout.startswith("art-assistant ")
    assert "analyze" in run("--help").stdout


def test_a_study_never_takes_the_place_of_a_file_that_is_not_ours(run: Run, tmp_path: Path) -> None:
    small(tmp_path / "study.png")
    before = (tmp_path / "study.png").read_bytes()
    done = run("analyze", "study.png", "--out", ".")
    assert done.returncode == 2
    assert one_line(done.stderr)
    assert "--out" in done.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"study.png": before}


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes among the files there")
def test_one_odd_file_never_stops_the_rest(run: Run, tmp_path: Path) -> None:
    small(tmp_path / "good.png")
    shutil.copy(tmp_path / "good.png", os.fsencode(tmp_path) + b"/caf\xe9.png")
    (tmp_path / "gone.png").symlink_to("nowhere")
    (tmp_path / "loop.png").symlink_to("loop.png")
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "deep.png").mkdir()
    done = run("analyze", ".", "--out", "out", "--views", "none", PYTHONIOENCODING="ascii")
    assert done.returncode == 4
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["caf_", "good"]
    failed = [line for line in done.stderr.splitlines() if "studied" not in line]
    assert [line.split(": ")[1] for line in failed] == ["gone.png", "loop.png", "pipe.png"]
    assert "2 of 5" in done.stderr


@pytest.mark.slow
def test_a_console_without_the_letters_gets_json_all_the_same(run: Run, tmp_path: Path) -> None:
    names = ["натюрморт.png", "🎨.png", "é.png", "лишний.png"]
    for name in names[:3]:
        small(tmp_path / name)
    done = run("analyze", *names, "--json", PYTHONIOENCODING="cp1252")
    assert done.returncode == 4
    assert [json.loads(line)["picture"]["name"] for line in done.stdout.splitlines()] == names


def test_a_picture_may_be_piped_in(tmp_path: Path) -> None:
    small(tmp_path / "a.png")
    command = [sys.executable, "-m", "art_assistant", "analyze", "-", "--views", "none"]
    with (tmp_path / "a.png").open("rb") as picture:
        done = subprocess.run(command, cwd=tmp_path, stdin=picture, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"Open {Path('picture-study', 'report.html')}\n"), done.stderr
    assert json.loads((tmp_path / "picture-study" / "report.json").read_bytes())["picture"]["name"] == "picture"


@pytest.mark.slow
def test_studies_are_finished_though_nobody_reads_where_they_are(tmp_path: Path) -> None:
    small(tmp_path / "a.png")
    small(tmp_path / "b.png", (10, 200, 30))
    command = [sys.executable, "-m", "art_assistant", "analyze", "a.png", "b.png", "--out", "out", "--views", "none"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a", "b"]
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are of POSIX")
def test_a_disk_that_takes_no_more_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    import resource

    small(tmp_path / "a.png")
    command = [sys.executable, "-B", "-m", "art_assistant", "analyze", "a.png", "--out", "deep/out", "--views", "none"]

    def short() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    # Whoever counts the lines that are run writes a file too, and would be the first to find the disk full.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        command, cwd=tmp_path, env=plain, capture_output=True, text=True, preexec_fn=short, check=False
    )
    assert done.returncode == 2
    assert one_line(done.stderr)
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="interrupts by signal")
def test_an_interruption_leaves_what_was_finished_whole(tmp_path: Path) -> None:
    for name in "abc":
        small(tmp_path / f"{name}.png")
    command = [sys.executable, "-m", "art_assistant", "analyze", "a.png", "b.png", "c.png", "--out", "out"]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*command, "--views", "study"], cwd=tmp_path, text=True, **streams) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said == "art-assistant: Interrupted.\n"
    for folder in (tmp_path / "out").iterdir():
        study = read_study(folder)
        assert study is not None
        assert {path.name for path in folder.iterdir()} == {"report.json", "report.html", "study.png"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
@pytest.mark.parametrize("number", range(1, 40, 3))
def test_a_kill_is_mended_by_the_next_run(run: Run, tmp_path: Path, number: int) -> None:
    small(tmp_path / "a.png")
    first = run("analyze", "a.png", "--out", "out", "--views", "masses,squint")
    assert first.returncode == 0, first.stderr
    (tmp_path / "out" / "notes.txt").write_text("mine")
    script = f"""
import os, signal, sys
left = [{number}]
def count(event, arguments):
    if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir") and str(arguments[0]).startswith("out"):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
from art_assistant.cli import main
sys.exit(main(["analyze", "a.png", "--out", "out", "--views", "masses,notan-local", "--blocks", "4"]))
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, check=False)
    assert killed.returncode in {0, -9}
    again = run("analyze", "a.png", "--out", "out", "--views", "masses")
    assert again.returncode == 0, again.stderr
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["masses.png", "notes.txt", "report.html", "report.json"]
    study = read_study(tmp_path / "out")
    assert study is not None
    assert [name for name in names if study.still_holds(tmp_path / "out" / name)] == [*names[:1], *names[2:]]
