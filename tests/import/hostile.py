"""Files that are made to harm who imports them: hostile.py FOLDER writes hostile-* there."""

import sys
import zipfile

folder = sys.argv[1]


def docx(name, document):
    path = f"{folder}/hostile-{name}.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", document)


def text(name, content):
    with open(f"{folder}/hostile-{name}", "w", encoding="utf-8") as file:
        file.write(content)


docx("bomb", b"<document>" + b" " * (100 << 20) + b"</document>")
docx("deep", b"<a>" * 100000)
docx("many", b"<a>" + b"<p/>" * 3000000 + b"</a>")
docx("entities", '<!DOCTYPE a [<!ENTITY e0 "lol">'
     + "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(12))
     + '] ><a x="&e12;">&e12;</a>')
docx("external", '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
     "<document><body><p><r><t>&e;</t></r></p></body></document>")
docx("cut", b"<document><body><p><r><t>text")
docx("spans-empty", "<document><body><tbl>" + "".join(
    '<tr><tc><tcPr><gridSpan val="2147483648"/><vMerge/></tcPr><p/></tc></tr>'
    for _ in range(3)) + "</tbl></body></document>")
text("lines.txt", "短行\n" * 100000)
text("cells.txt", "a\tb\n" * 100000)
text("items.txt", "一是，" * 300000)
text("blanks.txt", "示 " * 300000)
text("quotes.md", "> " * 20000 + "a\n" + "- " * 20000 + "\n" + "[" * 20000)
