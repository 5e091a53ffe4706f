"""Make the face for names in Chinese and Japanese letters, from the slices of Noto Sans JP and Noto Sans SC.

    python scripts/make_han_font.py JP SC    # folders with the files *-400-normal.woff2 of the npm packages
                                             # @fontsource/noto-sans-jp 5.3.0 and @fontsource/noto-sans-sc 5.3.0

Kana and all kanji of JIS X 0208 come from the first, the common characters of GB 2312 (its level 1) that are not among
them from the second. The same folders give the same bytes. The notice reserves the name "Source"; the result is called
Study Han. Written to src/art_assistant/report/fonts/StudyHan.ttf, under the SIL Open Font License 1.1 as its sources.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont

TARGET: Final = Path(__file__).resolve().parents[1] / "src" / "art_assistant" / "report" / "fonts" / "StudyHan.ttf"
NAME: Final = "Study Han"
NOTICE: Final = "(c) 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'."
LICENCE: Final = (
    "This Font Software is licensed under the SIL Open Font License, Version 1.1. This license is available with a FAQ "
    "at: http://scripts.sil.org/OFL"
)
EM: Final = 1000
ASCENT, DESCENT = 880, -120

KANA: Final = frozenset({*range(0x3041, 0x3097), *range(0x30A1, 0x30FF)})
SIGNS: Final = frozenset(map(ord, "、。々〆〇「」『』【】〈〉《》・ー〜！？（），：；"))


def rows_of(codec: str, first: int, last: int) -> frozenset[int]:
    """Return the characters in some rows of a national set of 94 x 94."""
    found = set()
    for row in range(0xA0 + first, 0xA0 + last + 1):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([row, cell]).decode(codec)))
            except UnicodeDecodeError:
                continue
    return frozenset(found)


JAPANESE: Final = rows_of("euc_jp", 16, 84) | KANA | SIGNS
CHINESE: Final = rows_of("gb2312", 16, 55) - JAPANESE


def drawn(folder: Path, wanted: frozenset[int]) -> dict[int, tuple[Any, int]]:
    """Return the outline and the advance of each character that a folder of slices holds."""
    found: dict[int, tuple[Any, int]] = {}
    for path in sorted(folder.glob("*-400-normal.woff2")):
        font = TTFont(path)
        outlines, widths = font["glyf"], font["hmtx"]
        for code, name in font.getBestCmap().items():
            if code in wanted and code not in found:
                outline = outlines[name]
                outline.expand(outlines)
                found[code] = (outline, widths[name][0])
        missing_glyph = outlines[".notdef"], widths[".notdef"][0]
    found[-1] = missing_glyph
    return found


def made(glyphs: dict[int, tuple[Any, int]]) -> FontBuilder:
    """Return a font of these glyphs; -1 is what stands for a missing one."""
    codes = sorted(code for code in glyphs if code >= 0)
    names = {code: f"u{code:04X}" for code in codes} | {-1: ".notdef"}
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", *(names[code] for code in codes)])
    builder.setupCharacterMap({code: names[code] for code in codes})
    builder.setupGlyf({names[code]: outline for code, (outline, _) in glyphs.items()})
    outlines = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {names[code]: (width, getattr(outlines[names[code]], "xMin", 0)) for code, (_, width) in glyphs.items()}
    )
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    called = {"familyName": NAME, "styleName": "Regular", "fullName": NAME, "psName": NAME.replace(" ", "")}
    builder.setupNameTable(called | {"copyright": NOTICE, "licenseDescription": LICENCE, "version": "1"}, mac=False)
    builder.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT, usWinAscent=ASCENT, usWinDescent=-DESCENT)
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=0, modified=0)
    return builder


def main(folders: list[str]) -> int:
    """Write the face and return the exit status."""
    japanese, chinese = (Path(folder) for folder in folders)
    glyphs = drawn(japanese, JAPANESE)
    glyphs |= {code: glyph for code, glyph in drawn(chinese, CHINESE).items() if code >= 0}
    missing = sorted((JAPANESE | CHINESE) - set(glyphs))
    made(glyphs).save(TARGET)
    sys.stdout.write(f"{TARGET.name}: {len(glyphs) - 1} characters, {TARGET.stat().st_size:,} bytes\n")
    sys.stdout.write(f"not in the sources: {''.join(map(chr, missing)) or 'none'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
