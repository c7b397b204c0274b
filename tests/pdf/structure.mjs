// structure.mjs MODULES FILE.pdf: the structure as pdf.js reads it, page by page: the role of each
// element with content of its own on the page, and "figure: words" of those with an alternative
// text; then the names of the embedded files and the page labels.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const print = console.log; // pdf.js warns by it of what it would paint with
console.log = () => {};
const [modules, path] = process.argv.slice(2);
const { getDocument } = await import(pathToFileURL(`${modules}/pdfjs-dist/legacy/build/pdf.mjs`));
const pdf = await getDocument({ data: new Uint8Array(readFileSync(path)), verbosity: 0 }).promise;

function* roles(node) {
    if (node.children?.some((child) => child.type === 'content')) {
        yield node.alt === undefined ? node.role : `${node.role}: ${node.alt}`;
    }
    for (const child of node.children ?? []) {
        if (child.role !== undefined) yield* roles(child);
    }
}

for (let i = 1; i <= pdf.numPages; i++) {
    const page = await pdf.getPage(i);
    const tree = await page.getStructTree();
    print(tree === null ? '' : [...roles(tree)].join(' '));
}
const files = (await pdf.getAttachments()) ?? {};
print(Object.values(files).map((file) => file.filename).sort().join(' '));
print(((await pdf.getPageLabels()) ?? []).join(' '));
