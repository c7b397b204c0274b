// Typst in process (the compiler as a Node.js module): writes a document as PDF.
//
//   node typst.mjs FOLDER SOURCE.typ OUTPUT.pdf            once
//   node typst.mjs FOLDER SOURCE.typ OUTPUT.pdf RUNS WORD  prints, in ms: the first compilation, and
//                                                          the medians of RUNS more, each after an
//                                                          edit of the word: compiling alone; that
//                                                          and SVG; that and a PDF in the file
//
// The module is looked for in FOLDER/node_modules, the fonts are those of FOLDER/fonts.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';

const [folder, source, output, runs, word] = process.argv.slice(2);
const require = createRequire(resolve(folder, 'package.json'));
const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler');

const path = resolve(source);
const text = readFileSync(path, 'utf8');
const compiler = NodeCompiler.create({
    workspace: resolve(folder),
    fontArgs: [{ fontPaths: [resolve(folder, 'fonts')] }],
});

function pdf(document) {
    writeFileSync(output, compiler.pdf(document));
}

// What is made of the document (nothing: it is compiled alone); in ms.
function compile(content, make) {
    const start = performance.now();
    compiler.addSource(path, content);
    const { result } = compiler.compile({ mainFilePath: path });
    make?.(result);
    return performance.now() - start;
}

const first = compile(text, pdf);
if (runs !== undefined) {
    let edits = 0;
    const medians = [undefined, (document) => compiler.plainSvg(document), pdf].map((make) => {
        const times = Array.from({ length: Number(runs) }, () =>
            compile(text.replace(word, `${word}${edits++}`), make));
        return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
    });
    console.log(first.toFixed(1), ...medians.map((time) => time.toFixed(2)));
}
