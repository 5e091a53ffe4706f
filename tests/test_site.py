"""The documentation site: every page is in it, every link leads somewhere, and it asks nobody for anything."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def site() -> ModuleType:
    """The builder, which is a script."""
    place = ROOT / "scripts" / "make_docs.py"
    spec = importlib.util.spec_from_file_location("make_docs", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def staged(site: ModuleType, tmp_path: Path) -> dict[str, str]:
    site.stage(tmp_path)
    return {p.relative_to(tmp_path).as_posix(): p.read_text(encoding="utf-8") for p in tmp_path.rglob("*.md")}


def test_every_page_stands_once_in_the_contents(site: ModuleType, tmp_path: Path) -> None:
    texts = staged(site, tmp_path)
    listed = re.findall(r"^[\w/-]+\.md$", texts["index.md"], re.MULTILINE)
    assert sorted([*listed, "index.md"]) == sorted(texts)
    assert {f"{path.relative_to(ROOT / 'docs').as_posix()}" for path in (ROOT / "docs").rglob("*.md")} <= set(listed)


def test_a_page_that_nobody_is_named_for_is_not_lost(site: ModuleType) -> None:
    text = site.contents(["index.md", "guide/studio.md", "operations.md", "odd/new.md"])
    assert ":caption: More\n:titlesonly:\n\nodd/new.md" in text
    assert text.index("guide/studio.md") < text.index("operations.md") < text.index("odd/new.md")
    assert "troubleshooting.md" not in text


def test_links_of_the_site_lead_to_what_it_holds(site: ModuleType, tmp_path: Path) -> None:
    texts = staged(site, tmp_path)
    for place, text in texts.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", text)):
            if not re.match(r"[a-z]+:|#", target):
                assert (tmp_path / place).parent.joinpath(target.partition("#")[0]).is_file(), (place, target)
    # What is no page of the site is told by its name in the repository.
    assert "(`src/art_assistant/report/schema/report.schema.json`)" in texts["index.md"]


@pytest.mark.parametrize(
    ("link", "becomes"),
    [
        (
            "[s](SECURITY.md#privacy-nothing-leaves-the-machine)",
            "[s](../security.md#privacy-nothing-leaves-the-machine)",
        ),
        ("[g](docs/guide/studio.md)", "[g](studio.md)"),
        ("![p](docs/img/study.jpg)", "![p](../img/study.jpg)"),
        ("[a](src/art_assistant/)", "a (`src/art_assistant`)"),
        ("[x](https://example.org/a) [y](#here)", "[x](https://example.org/a) [y](#here)"),
        ("`[c](nowhere.md)`", "`[c](nowhere.md)`"),
        ("```sh\n[c](nowhere.md)\n```\n", "```sh\n[c](nowhere.md)\n```\n"),
    ],
)
def test_links_are_mended_for_where_a_page_stands(site: ModuleType, link: str, becomes: str) -> None:
    homes = {path: place for place, path in site.pages().items()}
    assert site.mended(link, ROOT / "README.md", "guide/page.md", homes) == becomes


def test_a_link_to_nothing_is_a_failure(site: ModuleType) -> None:
    with pytest.raises(site.BrokenLinkError, match=r"README\.md: there is no nowhere\.md"):
        site.mended("see [this](nowhere.md)", ROOT / "README.md", "index.md", {})


def test_a_folder_of_something_else_is_not_replaced(
    site: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["make_docs.py", "--out", str(tmp_path)])
    assert site.main() == 2
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


@pytest.fixture(scope="module")
def built(site: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx", reason="the site's builder is not installed; make docs")
    source, target = tmp_path_factory.mktemp("staged"), tmp_path_factory.mktemp("site")
    site.stage(source)
    assert site.build(source, target) == 0
    return target


@pytest.mark.slow
def test_the_site_is_built_whole_and_asks_nobody(site: ModuleType, built: Path) -> None:
    assert {path.with_suffix(".html").as_posix() for path in map(Path, site.pages())} <= {
        path.relative_to(built).as_posix() for path in built.rglob("*.html")
    }
    loaded = r"<(?:script|link|img|iframe|source|video|audio)\b[^>]*?(?:src|href)=\"([^\"]+)\""
    for page in built.rglob("*.html"):
        for address in re.findall(loaded, page.read_text(encoding="utf-8")):
            assert not re.match(r"(?:[a-z]+:)?//", address), (page.name, address)
            there = page.parent / re.split(r"[?#]", address)[0]
            assert address.startswith("#") or there.is_file(), (page.name, address)
    for sheet in built.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet.name


@pytest.mark.slow
@pytest.mark.parametrize("link", ["guide/studio.md#no-such-heading", "no-such-page.md"])
def test_a_broken_link_stops_the_build(site: ModuleType, tmp_path: Path, link: str) -> None:
    pytest.importorskip("sphinx", reason="the site's builder is not installed; make docs")
    (tmp_path / "guide").mkdir()
    (tmp_path / "guide" / "studio.md").write_text("---\norphan: true\n---\n# A page\n", encoding="utf-8")
    (tmp_path / "index.md").write_text(f"# Begin\n\n[there]({link})\n", encoding="utf-8")
    assert site.build(tmp_path, tmp_path / "out") != 0
