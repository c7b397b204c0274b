// mutool run annotate.js IN.pdf OUT.pdf: comments appended to the file, as viewers that save in
// place do; with MuPDF's own annotations.
var file = new PDFDocument(scriptArgs[0]);
var page = file.loadPage(1);
var quads = page.search("拟办")[0];
var mark = page.createAnnotation("Squiggly");
mark.setQuadPoints(quads);
mark.setAuthor("钱七");
mark.setContents("追加在文件末尾");
mark.update();
var note = page.createAnnotation("Text");
note.setRect([540, 100, 560, 120]);
note.setContents("第二条");
note.update();
page.update();
file.save(scriptArgs[1], "incremental");
