"""widths.py FILE.pdf...: says where the widths of a PDF and of its fonts differ (ISO 19005-3, 6.2.11.5),
by more than a thousandth, and which glyphs with a width the font has not (6.2.11.4.1)."""

import base64
import io
import json
import subprocess
import sys

from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen
from fontTools.ttLib import TTFont


def dictionary_widths(entries):
    """Codes to widths, of /W."""
    widths = {}
    at = 0
    while at < len(entries):
        code, what = entries[at], entries[at + 1]
        if isinstance(what, list):
            widths.update(enumerate(what, code))
            at += 2
        else:
            widths.update((other, entries[at + 2]) for other in range(code, what + 1))
            at += 3
    return widths


def compact_widths(program):
    """Of a CFF font with CIDs; each glyph is drawn, so that a broken one is an error."""
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(program), None)
    strings = fonts[0].CharStrings
    widths = {}
    for name in strings.keys():
        strings[name].draw(NullPen())
        widths[0 if name == ".notdef" else int(name.removeprefix("cid"))] = strings[name].width
    return widths


def true_type_widths(program, glyphs):
    """`glyphs` says which glyph each code stands for, two bytes a code; None: the one of that number."""
    font = TTFont(io.BytesIO(program))
    scale = 1000 / font["head"].unitsPerEm
    metrics = [font["hmtx"][name][0] * scale for name in font.getGlyphOrder()]
    numbers = range(len(metrics))
    if glyphs is not None:
        numbers = [glyphs[i] << 8 | glyphs[i + 1] for i in range(0, len(glyphs), 2)]
    return {code: metrics[glyph] for code, glyph in enumerate(numbers) if 0 < glyph < len(metrics)}


def check(path):
    """Yields what is wrong."""
    said = subprocess.run(["qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", path],
                          check=True, capture_output=True).stdout
    objects = json.loads(said)["qpdf"][1]

    def follow(value):
        found = {"value": value} if isinstance(value, list) else objects.get(f"obj:{value}", {})
        return found.get("value", found.get("stream"))

    for thing in objects.values():
        font = thing.get("value")
        if not isinstance(font, dict) or font.get("/Subtype") not in ("/CIDFontType0", "/CIDFontType2"):
            continue
        descriptor = follow(font["/FontDescriptor"])
        compact = follow(descriptor.get("/FontFile3"))
        stream = compact or follow(descriptor["/FontFile2"])
        program = base64.b64decode(stream["data"])
        if compact:
            has = compact_widths(program)
        else:
            glyphs = follow(font["/CIDToGIDMap"])
            has = true_type_widths(program, glyphs and base64.b64decode(glyphs["data"]))
        told = dictionary_widths(follow(font.get("/W", [])))
        for code in sorted((has.keys() | told.keys()) - {0}):
            width = told.get(code, font.get("/DW", 1000))
            if code not in has:
                yield f"{font['/BaseFont']}: there is no glyph {code}"
            elif abs(width - has[code]) > 1:
                yield f"{font['/BaseFont']}: glyph {code} is {has[code]:g} wide, not {width:g}"


for argument in sys.argv[1:]:
    for wrong in check(argument):
        print(f"{argument}: {wrong}")
