// node firefox.mjs PDFJS IN.pdf OUT.pdf: what Firefox writes: a highlight and a typed text of
// pdf.js, saved as its toolbar does.
import { readFileSync, writeFileSync } from 'node:fs';
const [, , folder, source, target] = process.argv;
const pdfjs = await import(`${folder}/node_modules/pdfjs-dist/legacy/build/pdf.mjs`);
const document = await pdfjs.getDocument({ data: new Uint8Array(readFileSync(source)), verbosity: 0 }).promise;
const box = [79, 544, 111, 560];
document.annotationStorage.setValue('pdfjs_internal_editor_0', {
    annotationType: pdfjs.AnnotationEditorType.HIGHLIGHT, color: [255, 255, 0], opacity: 1,
    thickness: 12, pageIndex: 1, rotation: 0, structTreeParentId: null, rect: box,
    quadPoints: [box[0], box[3], box[2], box[3], box[0], box[1], box[2], box[1]],
    outlines: [[box[0], box[1], box[2], box[1], box[2], box[3], box[0], box[3]]],
});
document.annotationStorage.setValue('pdfjs_internal_editor_1', {
    annotationType: pdfjs.AnnotationEditorType.FREETEXT, color: [0, 0, 0], fontSize: 10,
    value: '火狐里写的', pageIndex: 1, rotation: 0, structTreeParentId: null,
    rect: [90, 300, 200, 320],
});
writeFileSync(target, await document.saveDocument());
