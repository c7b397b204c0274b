"""Writes annotations into a PDF as a program for reading PDFs does, with pikepdf and MuPDF, which
gongwen does not use: annotate.py IN.pdf OUT.pdf SCENE. Where words stand is asked of mutool."""
import subprocess
import sys
import xml.etree.ElementTree

import pikepdf
from pikepdf import Array, Dictionary, Name, String


class Pages:
    """The characters of a PDF with their places, as MuPDF sees them."""

    def __init__(self, path):
        out = subprocess.run(["mutool", "draw", "-q", "-F", "stext", path], check=True,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        self.pages = []
        for page in xml.etree.ElementTree.fromstring(out).iter("page"):
            height = float(page.get("height"))
            characters = []
            for number, line in enumerate(page.iter("line")):
                for char in line.iter("char"):
                    quad = [float(n) for n in char.get("quad").split()]
                    flipped = [n if i % 2 == 0 else height - n for i, n in enumerate(quad)]
                    characters.append((char.get("c"), number, flipped))
            self.pages.append(characters)

    def quads(self, page, words):
        """Of each line that the words stand on: x1 y1 x2 y2 x3 y3 x4 y4, upper edge first."""
        characters = self.pages[page]
        text = "".join(c for c, _, _ in characters)
        at = text.index(words)
        lines = {}
        for _, number, quad in characters[at:at + len(words)]:
            old = lines.get(number)
            lines[number] = quad if old is None else [*old[:2], *quad[2:4], *old[4:6], *quad[6:8]]
        return list(lines.values())


def around(quads):
    xs = [n for quad in quads for n in quad[0::2]]
    ys = [n for quad in quads for n in quad[1::2]]
    return Array([min(xs), min(ys), max(xs), max(ys)])


class Scene:
    def __init__(self, source):
        self.pdf = pikepdf.open(source)
        self.places = Pages(source)

    def add(self, page, subtype, rect, **entries):
        annotation = self.pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name("/" + subtype), Rect=rect, **entries))
        owner = self.pdf.pages[page].obj
        if "/Annots" not in owner:
            owner.Annots = Array()
        owner.Annots.append(annotation)
        return annotation

    def mark(self, page, subtype, words, **entries):
        quads = self.places.quads(page, words)
        return self.add(page, subtype, around(quads),
                        QuadPoints=Array([n for quad in quads for n in quad]), **entries)


def words(text):
    return String(text)


def acrobat(scene):
    """Full save with object streams: replies, verdicts, replaced text, popups, rich contents."""
    zhang = dict(T=words("张三"), CreationDate=String("D:20260301102233+08'00'"),
                 M=String("D:20260302080000+08'00'"))
    li = dict(T=words("李四"), CreationDate=String("D:20260303090000+08'00'"))
    note = scene.mark(1, "Highlight", "政企面对面", C=Array([1, 0.8, 0]), F=4, NM=words("n-1"),
                      Contents=words("活动名称是否需要加引号？\r请核对"), Subj=words("突出显示"), **zhang)
    popup = scene.add(1, "Popup", Array([530, 500, 700, 600]), Parent=note, F=28)
    note.Popup = popup
    scene.add(1, "Text", Array([0, 0, 18, 20]), IRT=note, RT=Name.R, F=30,
              Contents=words("已核对，原文如此"), **li)
    scene.add(1, "Text", Array([0, 0, 18, 20]), IRT=note, F=30, State=words("Accepted"),
              StateModel=words("Review"), Contents=words("张三 设置的已接受"), T=words("王五"),
              CreationDate=String("D:20260304090000Z"))
    caret = scene.add(1, "Caret", Array([210, 320, 220, 330]), IT=Name.Replace,
                      Contents=words("走访座谈"), RC=words("<?xml version=\"1.0\"?><body><p>走访座谈</p></body>"),
                      **zhang)
    scene.mark(1, "StrikeOut", "座谈交流", IRT=caret, RT=Name.Group, IT=Name.StrikeOutTextEdit, **zhang)
    scene.mark(0, "Underline", "法治政府建设", RC=words(
        "<?xml version=\"1.0\"?><body xmlns=\"http://www.w3.org/1999/xhtml\"><p>与标题<b>一致</b></p>"
        "<p>A &amp; B &#x4e00;</p></body>"), **li)
    scene.add(1, "Stamp", Array([300, 700, 400, 740]), Name=Name("/SBApproved"), T=words("王五"))
    scene.add(1, "Link", Array([0, 0, 10, 10]))
    scene.add(1, "Widget", Array([0, 0, 10, 10]))
    return dict(object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)


def browser(scene):
    """Free text, ink and highlights without authors, an old cross-reference table."""
    scene.mark(1, "Highlight", "拟办、流转", Contents=words(""))
    scene.add(1, "FreeText", Array([90, 590, 200, 610]), Contents=words("这里缺数字"),
              DA=String("/Helv 12 Tf"))
    quad = scene.places.quads(1, "东丽发布")
    scene.add(1, "Ink", around(quad), InkList=Array([Array([100, 100, 200, 200])]),
              M=String("D:20260305"))
    scene.add(1, "FileAttachment", Array([60, 400, 70, 410]), T=words("WPS"), FS=Dictionary(
        Type=Name.Filespec, F=String("a.docx"), UF=words("附件一.docx")))
    # UTF-8 without a mark, as some programs write it
    scene.add(1, "Text", Array([530, 690, 550, 710]), T=String("赵六".encode()),
              Contents=String("页边的批注".encode()))
    return dict(object_stream_mode=pikepdf.ObjectStreamMode.disable)


def caret(scene):
    quad = scene.places.quads(1, "拟办")[0]
    scene.add(1, "Caret", Array([quad[0] - 3, quad[5] - 2, quad[0] + 3, quad[5] + 6]),
              Contents=words("收文、"), T=words("张三"))
    return {}


def series(scene):
    scene.mark(0, "Highlight", "共98条", Contents=words("请核对"), T=words("张三"))
    return {}


def encrypted(scene):
    acrobat(scene)
    return dict(encryption=pikepdf.Encryption(owner="owner", user="", R=6))


def locked(scene):
    acrobat(scene)
    return dict(encryption=pikepdf.Encryption(owner="owner", user="secret", R=6))


def bare(scene):
    """As Preview rewrites it: without the embedded files."""
    acrobat(scene)
    del scene.pdf.Root.Names
    if "/AF" in scene.pdf.Root:
        del scene.pdf.Root.AF
    return {}


def formula(scene):
    scene.mark(1, "Highlight", "拟办", Contents=words("=cmd|' /C calc'!A0"), T=words('说"引号"的人'))
    return {}


def filled(scene):
    """What is not written where it is read: a fact, a date; and rich contents with a style."""
    for words_ in "12049条", "1月3日":
        page = next(i for i, page in enumerate(scene.places.pages)
                    if words_ in "".join(c for c, _, _ in page))
        scene.mark(page, "Highlight", words_, T=words("张三"), RC=words(
            "<body><style>p{margin:0}</style><p>请核对</p></body>"))
    return {}


def figure(scene):
    scene.add(0, "Square", Array([280, 560, 320, 600]), Contents=words("换一张"), T=words("张三"))
    return {}


def evil(scene, path):
    """The embedded report is another one."""
    scene.add(0, "Text", Array([250, 440, 300, 480]), Contents=words("x"))
    names = scene.pdf.Root.Names.EmbeddedFiles.Names
    for i in range(1, len(names), 2):
        if str(names[i].UF) == "report.yaml":
            names[i].EF.F.write(open(path, "rb").read())
    return {}


def hostile(scene):
    """Circles of replies, absurd rectangles, wrong types, control characters, long texts."""
    a = scene.add(1, "Text", Array([0, 0, 1, 1]), Contents=words("a"))
    b = scene.add(1, "Text", Array([0, 0, 1, 1]), Contents=words("b"), IRT=a)
    a.IRT = b
    own = scene.add(1, "Text", Array([0, 0, 1, 1]), Contents=words("own"))
    own.IRT = own
    last = scene.add(1, "Text", Array([5, 5, 6, 6]), Contents=words("first of a chain"))
    for i in range(1000):
        last = scene.add(1, "Text", Array([5, 5, 6, 6]), Contents=words(f"c{i}"), IRT=last)
    big = 9 * 10 ** 15
    scene.add(1, "Highlight", Array([-big, -big, big, big]), Contents=words("huge"),
              QuadPoints=Array([-big, big, big, big, -big, -big, big, -big] * 3000))
    scene.add(1, "Highlight", Name.Foo, QuadPoints=String("no"), Contents=Array([1]), T=7,
              CreationDate=Name.Never, M=Dictionary())
    scene.add(1, "Highlight", Array([1, Name.A, 2, 3]), QuadPoints=Array([1, 2, 3]),
              Contents=words("short"))
    scene.add(1, "Text", Array([9, 9, 1, 1]), T=words("\x1b[31mred"), Contents=words(
        "x\x1b]0;title\x07y\u202ez" + "长" * 100000), CreationDate=String("D:99999999999999"))
    scene.add(1, "Text", Array([0, 0, 1, 1]), RC=words("<p>&#xD800;&#x110000;&#99999999999;&unknown;&#"))
    scene.pdf.pages[1].obj.Annots.append(Name.Bogus)
    scene.pdf.pages[1].obj.Annots.append(scene.pdf.pages[1].obj)
    scene.pdf.pages[0].obj.Annots = Name.None_
    return {}


def main():
    source, target, name = sys.argv[1:4]
    scene = Scene(source)
    name, _, argument = name.partition(":")
    options = globals()[name](scene, argument) if argument else globals()[name](scene)
    scene.pdf.save(target, **options)


main()
