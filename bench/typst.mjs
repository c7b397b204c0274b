// Typst in process (the compiler as a Node.js module): writes a document as PDF.
//
//   node typst.mjs FOLDER SOURCE.typ OUTPUT.pdf            once
//   node typst.mjs FOLDER SOURCE.typ OUTPUT.pdf RUNS       prints, in ms: the first compilation, and
//                                                          the median of RUNS more, each after an edit
//
// The module is looked for in FOLDER/node_modules, the fonts are those of FOLDER/fonts.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';

const [folder, source, output, runs] = process.argv.slice(2);
const require = createRequire(resolve(folder, 'package.json'));
const { NodeCompiler } = require('@myriaddreamin/typst-ts-node-compiler');

const path = resolve(source);
const text = readFileSync(path, 'utf8');
const compiler = NodeCompiler.create({
    workspace: resolve(folder),
    fontArgs: [{ fontPaths: [resolve(folder, 'fonts')] }],
});

function compile(content) {
    const start = performance.now();
    compiler.addSource(path, content);
    const pdf = compiler.pdf({ mainFilePath: path });
    writeFileSync(output, pdf);
    return performance.now() - start;
}

const first = compile(text);
if (runs !== undefined) {
    const times = [];
    for (let i = 0; i < Number(runs); i++) {
        times.push(compile(text.replace('天津市', `天津市${i}`))); // an edit on the first page
    }
    times.sort((a, b) => a - b);
    console.log(first.toFixed(1), times[Math.floor(times.length / 2)].toFixed(1));
}
