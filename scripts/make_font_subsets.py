"""Make the type of the HTML report from the faces of the sheet: Latin letters, figures and signs, as WOFF2.

    python scripts/make_font_subsets.py            # writes src/art_assistant/report/fonts/web/*.woff2
    python scripts/make_font_subsets.py --check    # exit 1 where a file is not what this makes

The bytes follow from the sources, fontTools and Brotli, each at its pinned version: no time is written. Both faces are
under the SIL Open Font License 1.1, which lets a changed font keep no reserved name. Neither declares one; "Inter" is a
trademark. What is made here is called Study Serif and Study Sans all the same, so that nobody takes it for the whole.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any, Final

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS: Final = Path(__file__).resolve().parents[1] / "src" / "art_assistant" / "report" / "fonts"
WEB: Final = FONTS / "web"

FACES: Final = {
    "serif": ("EBGaramond12-Regular.otf", "Study Serif", "Regular"),
    "italic": ("EBGaramond12-Italic.otf", "Study Serif", "Italic"),
    "sans": ("Inter-Regular.otf", "Study Sans", "Regular"),
    "bold": ("Inter-SemiBold.otf", "Study Sans", "SemiBold"),
}
"""Of each file its source, its family and its style."""

SIGNS: Final = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(ord(sign) for sign in "–—‘’‚“”„†•…‰′″‹›€™−×±≤≥≈∗°·←↑→↓▲▼◆⁄ΔΣσ"),
)
"""Latin letters of Europe, figures, punctuation, and the signs of the page; other letters are the system's."""

NAMES: Final = {1: "family", 2: "style", 3: "unique", 4: "full", 6: "postscript", 16: "family", 17: "style"}
"""Records of a font by which it is called; those of copyright and licence stay as they are."""


def made(source: Path, family: str, style: str) -> bytes:
    """Return the subset of a face as WOFF2."""
    options = subset.Options(layout_features=["kern", "liga", "lnum", "pnum", "tnum", "ccmp", "mark", "mkmk", "locl"])
    options.name_IDs, options.notdef_outline, options.recalc_timestamp = ["*"], True, False
    font = TTFont(source, recalcTimestamp=False)
    maker = subset.Subsetter(options)
    maker.populate(unicodes=SIGNS)
    maker.subset(font)
    _rename(font, family, style)
    font.flavor = "woff2"
    buffer = io.BytesIO()
    font.save(buffer, reorderTables=True)
    return buffer.getvalue()


def _rename(font: Any, family: str, style: str) -> None:
    plain = family.replace(" ", "")
    called = {
        "family": family,
        "style": style,
        "unique": f"{plain}-{style}",
        "full": f"{family} {style}",
        "postscript": f"{plain}-{style}",
    }
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = called[NAMES[record.nameID]]
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [called["postscript"]]
        for name, told in (("FullName", "full"), ("FamilyName", "family")):
            if hasattr(top[0], name):
                setattr(top[0], name, called[told])


def main() -> int:
    """Write the files, or compare them, and return the exit status."""
    stale = []
    WEB.mkdir(exist_ok=True)
    for name, (source, family, style) in FACES.items():
        path, data = WEB / f"{name}.woff2", made(FONTS / source, family, style)
        if not path.is_file() or path.read_bytes() != data:
            stale.append(path.name)
        if "--check" not in sys.argv:
            path.write_bytes(data)
        sys.stdout.write(f"{path.name} {len(data):,} bytes\n")
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"not what the script makes: {', '.join(stale)}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
