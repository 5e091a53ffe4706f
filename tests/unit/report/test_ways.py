from __future__ import annotations

import json
from pathlib import Path

import pytest

from art_assistant.errors import OutputError, UsageError
from art_assistant.files.ways import WAYS, chosen_ways
from art_assistant.report import write_study
from art_assistant.report.drawn import Drawn
from art_assistant.report.model import Report
from art_assistant.report.ways import made


def test_formats_are_named_by_commas_in_any_order_and_case():
    assert chosen_ways() == ()
    assert chosen_ways(layers="svg, ORA") == ("layers.ora", "masses.svg")
    assert chosen_ways(layers="psd", swatches="aco,gpl,ase") == (
        "layers.psd",
        "palette.gpl",
        "palette.ase",
        "palette.aco",
    )


@pytest.mark.parametrize("text", ["xcf", "ora,gpl", "", " , "])
def test_a_format_that_there_is_not_is_answered_with_those_that_there_are(text: str):
    with pytest.raises(UsageError, match="use ora, psd, svg"):
        chosen_ways(layers=text)


def test_a_file_that_there_is_not_is_refused(bare_report: Report):
    with pytest.raises(UsageError, match=r"'layers\.xcf'.*layers\.ora"):
        made(Drawn(bare_report), "layers.xcf")


def test_a_study_holds_them_beside_its_views_and_lists_them(bare_report: Report, tmp_path: Path):
    names = ("palette.gpl", "masses.svg", "layers.ora")
    written = write_study(bare_report, tmp_path / "study", views=("masses", *names))
    assert [path.name for path in written] == ["report.json", "report.html", "masses.png", *names]
    listed = json.loads(written[0].read_text(encoding="utf-8"))["written"]
    assert set(names) <= set(listed)
    for name in names:
        assert (tmp_path / "study" / name).read_bytes() == made(Drawn(bare_report), name)
    write_study(bare_report, tmp_path / "study", views=())
    assert not {path.name for path in (tmp_path / "study").iterdir()} & set(names)


@pytest.mark.parametrize("name", ["layers.psd", "palette.ase"])
def test_somebody_s_own_file_of_that_name_is_never_replaced(bare_report: Report, tmp_path: Path, name: str):
    (tmp_path / name).write_text("my own work")
    with pytest.raises(OutputError, match=name):
        write_study(bare_report, tmp_path, views=(name,), force=True)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "my own work"


def test_every_way_has_a_name_of_its_own_and_a_media_type():
    assert [way.name for way in WAYS.values()] == list(WAYS)
    assert all(way.media.count("/") == 1 and way.title for way in WAYS.values())
