// What a clerk does: open, edit on disk, see the page change, click a line, change a fact, break
// the YAML, mend it. browser.mjs FOLDER
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { serve, ok, is, done } from './serving.mjs';

const { chromium } = createRequire(`${process.env.MODULES}/`)('playwright-core');
const EDITS = 20;
const SLOW = 1000; // ms: the machine that tests may be busy; bench/serve.sh is exact

const folder = process.argv[2];
const report = path.join(folder, 'report.yaml');
const read = () => fs.readFileSync(report, 'utf8');
const save = text => fs.writeFileSync(report, text);
const original = read();
fs.writeFileSync(path.join(folder, 'old.yaml'), original.replace('公文处理严格', '公文处理随便'));

const server = await serve(folder, '--against', 'old.yaml', '--editor', 'x-editor://open{path}?line={line}&column={column}', 'report.yaml');
const browser = await chromium.launch({
  executablePath: process.env.BROWSER, headless: true, args: process.getuid() === 0 ? ['--no-sandbox'] : [],
});
const context = await browser.newContext({ viewport: { width: 1300, height: 900 }, locale: 'zh-CN' });
const page = await context.newPage();
const troubles = [];
page.on('pageerror', error => troubles.push(error.message));
page.on('console', message => {
  const overtaken = /status of 404/.test(message.text()) && /\/page\//.test(message.location().url);
  if (message.type() === 'error' && !overtaken && !/status of (400|409|422)/.test(message.text())) {
    troubles.push(`${message.text()} at ${message.location().url}:${message.location().lineNumber}`);
  }
});
const textOf = (selector = '#pages') => page.locator(selector).evaluate(element => element.textContent);
const until = (what, value) => page.waitForFunction(what, value, { timeout: 15000, polling: 20 });
const untilText = text => until(wanted => document.querySelector('#pages').textContent.includes(wanted), text);

// ---- open ----

await page.goto(server.address);
await until(() => document.querySelectorAll('.page .paper').length === 6);
is(new URL(page.url()).search, '', 'the token is gone from the address');
const [cookie] = await context.cookies();
ok(cookie.httpOnly && cookie.sameSite === 'Strict', 'it is in a cookie of its own', cookie);

// Cookies know no ports: another server of this machine must not be sent it.
const heard = [];
const stranger = http.createServer((request, answer) => {
  heard.push(request.headers.cookie ?? '');
  answer.end();
}).listen(0, '127.0.0.1');
await once(stranger, 'listening');
const lured = await context.newPage();
await lured.goto(`http://127.0.0.1:${stranger.address().port}/`);
await lured.evaluate(() => fetch('/', { credentials: 'include' }));
await lured.close();
stranger.close();
stranger.closeAllConnections();
is(heard.length > 1 && heard.join(''), '', 'which the browser sends to no other server of this machine');
is(await page.title(), '区政府办公室2023年法治政府建设年度报告', 'the title');
ok((await textOf()).includes('公文处理严格做好签收'), 'the text can be found and read aloud');
is(await page.locator('#download').textContent(), '下载 PDF', 'the page speaks Chinese');
const missing = await page.evaluate(() => [...document.querySelectorAll('.paper use')].filter(
  use => !document.querySelector(use.getAttribute('href'))).length);
is(missing, 0, 'every glyph has its outline');

const english = await browser.newContext({ locale: 'en-GB' });
const other = await english.newPage();
await other.goto(server.address);
await other.waitForSelector('.paper');
is(await other.locator('#download').textContent(), 'Download PDF', 'and English');
await english.clearCookies();
is((await other.reload()).status(), 403, 'without its cookie nobody gets in');
await english.close();

// ---- edit on disk ----

await page.locator('#pages').evaluate(element => element.scrollTo(0, 900));
const place = () => page.locator('#pages').evaluate(element => element.scrollTop);
const before = await place();
await page.evaluate(() => document.querySelectorAll('.page').forEach(element => { element.kept = true; }));
await page.evaluate(() => { document.querySelector('.page .paper').kept = true; });
save(original.replace('公文处理严格', '公文处理从严'));
await untilText('公文处理从严');
is(await place(), before, 'the page changes where it is');
ok(await page.evaluate(() => [...document.querySelectorAll('.page')].every(element => element.kept) &&
  document.querySelector('.page .paper').kept), 'only what differs is replaced');

// ---- from saving to the page ----

const times = [];
for (let i = 0; i < EDITS; i++) {
  await page.evaluate(() => {
    window.next = new Promise(next => document.addEventListener('gongwen-shown',
      event => next(event.detail.at), { once: true }));
  });
  const start = performance.timeOrigin + performance.now();
  save(original.replace('公文处理严格', `公文处理${'一二三四五六七八九十'[i % 10]}严格`));
  times.push(await page.evaluate(() => window.next) - start);
}
times.sort((a, b) => a - b);
ok(times[EDITS / 2] < SLOW, 'from saving to the new page', `median ${times[EDITS / 2].toFixed(1)}`);
if (process.env.BENCH) {
  console.log(`# median ${times[EDITS / 2].toFixed(1)} ms, slowest ${times[EDITS - 1].toFixed(1)} ms`);
}

// ---- click a line ----

save(original);
await untilText('公文处理严格');
await page.evaluate(() => {
  window.opened = [];
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a[href^="x-editor:"]');
    if (link) {
      window.opened.push(link.href);
      event.preventDefault();
    }
  }, true);
  // Links that are not in the document do not bubble up to it.
  HTMLAnchorElement.prototype.click = function click() { window.opened.push(this.href); };
});
await page.locator('.run', { hasText: '公文处理严格' }).first().scrollIntoViewIfNeeded();
await page.locator('.run', { hasText: '公文处理严格' }).locator('text').first().click();
await page.waitForSelector('#place-file');
const line = original.split('\n').findIndex(text => text.includes('公文处理严格')) + 1;
ok((await textOf('#place-file')).startsWith(`report.yaml 第 ${line} 行`), 'a click tells file and line',
  await textOf('#place-file'));
const [opened] = await page.evaluate(() => window.opened);
ok(opened?.startsWith(`x-editor://open${encodeURI(fs.realpathSync(report))}?line=${line}&column=`),
  'and opens the editor', opened);
const marked = await textOf('.excerpt mark');
ok([...marked].length === 1 && original.includes(marked), 'the character that was clicked', marked);
ok(await page.locator('.marks .here').count() === 1, 'and marks the line');

// What the program printed (labels, values of facts) stands in no file: it must not lead astray.
const click = async text => {
  await page.locator('.run', { hasText: text }).locator('text').first().click();
  await until(wanted => document.querySelector('.excerpt')?.textContent.includes(wanted), text.slice(-8));
  return textOf('#place-file');
};
const lineOf = text => original.split('\n').findIndex(other => other.includes(text)) + 1;
ok((await click('（二）高标准规范政务运转')).includes(` 第 ${lineOf('heading: 高标准规范')} 行`), 'a heading with its number',
  await textOf('#place-file'));
ok((await click('次，会同工商联组织工信局')).includes(` 第 ${lineOf('会同工商联')} 行`), 'a line with a fact',
  await textOf('#place-file'));

// ---- findings ----

save(original.replace('奋力推进法治政府建设工作取得新成效。"', '奋力推进法治政府建设工作取得新成效。。"'));
await page.waitForSelector('.marks .warning');
await page.click('#tab-findings');
await until(() => document.querySelector('#findings').textContent.includes('doubled-mark'));
ok((await textOf('#findings')).includes('report.yaml:42:'), 'a finding has its place');
save(original);
await until(() => !document.querySelector('#findings').textContent.includes('doubled-mark'));
ok(await page.locator('.marks .warning').count() === 0, 'mended, it is gone');

// ---- the proof ----

await page.locator('#views').getByText('校样').click();
await untilText('5.2.1');
ok(true, 'the proof has the measured distances');
await page.locator('#views').getByText('成文').click();
await until(() => !document.querySelector('#pages').textContent.includes('5.2.1'));
is(await page.locator('.page').count(), 6, 'and the pages are back');

// ---- the redline ----

await page.locator('#views').getByText('花脸稿').click();
await untilText('随便');
ok((await textOf()).includes('old.yaml'), 'the redline shows what is gone, and against what');
ok((await click('登记、拟办')).includes(` 第 ${line} 行`), 'a click in it tells the line, too', await textOf('#place-file'));
save(original.replace('公文处理严格', '公文处理甚严'));
await untilText('甚严');
ok((await textOf()).includes('随便'), 'and follows a save');
save(original);
await until(() => !document.querySelector('#pages').textContent.includes('甚严'));
await page.locator('#views').getByText('成文').click();
await until(() => !document.querySelector('#pages').textContent.includes('随便'));

// ---- facts ----

await page.click('#tab-facts');
const field = page.locator('[data-fact="business.talks"][data-field=value]');
await field.fill('12');
await field.press('Enter');
await untilText('系列活动12次');
is(read(), original.replace('business.talks: {value: 11,', 'business.talks: {value: 12,'),
  'a fact is changed in the file, and nothing else');
await field.fill('十二');
await field.press('Enter');
await page.waitForSelector('.complaint');
is(await textOf('.complaint'), '这不是数字。', 'what is no number is refused');
is(read(), original.replace('business.talks: {value: 11,', 'business.talks: {value: 12,'), 'and not written');
await field.press('Escape');

const posted = await page.evaluate(async () => {
  const { digest } = await (await fetch('facts')).json();
  const send = fields => fetch('facts', { method: 'POST', body: new URLSearchParams(fields) })
    .then(answer => answer.status);
  return [
    await send({ name: 'business.talks', field: 'value', value: '13', digest: '0'.repeat(16) }),
    await send({ name: 'no.such', field: 'value', value: '13', digest }),
    await send({ name: 'business.talks', field: 'note', value: '13', digest }),
  ];
});
is(posted.join(), '409,409,400', 'a change of a file that changed meanwhile is refused, and the like');
ok(read().includes('business.talks: {value: 12,'), 'and not made');

// ---- broken YAML ----

const good = read();
save(good.replace('preamble:', 'preamble: ['));
await page.waitForSelector('#trouble:not([hidden]) pre');
const trouble = await textOf('#trouble');
ok(/report\.yaml:\d+:\d+: error/.test(trouble) && trouble.includes('^'), 'the error with its place', trouble);
ok((await textOf()).includes('系列活动12次'), 'the last good pages stay');
ok((await page.request.get(new URL('document.pdf', page.url()).href)).ok(), 'so does the PDF');
save(good);
await page.waitForSelector('#trouble', { state: 'hidden' });
ok(true, 'mended, it goes away');

// ---- more and fewer pages; keys; download ----

save(good.replace('preamble:', `preamble:\n${'  - 页数要变多，所以这里再写上一段话。\n'.repeat(60)}`));
await until(() => document.querySelectorAll('.page .paper').length > 7);
save(good);
await until(() => document.querySelectorAll('.page').length === 6);
ok(true, 'pages come and go');
const fresh = await context.newPage();
await fresh.goto(server.address);
await fresh.waitForFunction(() => document.querySelectorAll('.page .paper').length === 6);
const drawn = of => of.evaluate(() => [...document.querySelectorAll('.page .paper')].map(
  paper => paper.innerHTML.replace(/ fresh/g, '')).join('\n'));
is(await drawn(page), await drawn(fresh), 'what was replaced piece by piece is what a new visitor sees');
await fresh.close();
await page.locator('#pages').focus();
await page.locator('#pages').evaluate(element => element.scrollTo(0, 0));
await page.keyboard.press('j');
await until(() => document.querySelector('#place-file')?.textContent.includes('第 10 行'));
ok(true, 'a key chooses the first line');
const pdf = await page.request.get(new URL('document.pdf', page.url()).href);
ok((await pdf.body()).subarray(0, 5).toString() === '%PDF-' &&
  pdf.headers()['content-disposition'] === "attachment; filename*=UTF-8''report.pdf", 'the PDF is downloaded');

is(troubles.join('; '), '', 'the browser has nothing to complain of');
await browser.close();
is(await server.end(), 0, 'it ends in good order');
is(server.complaints(), '', 'and had nothing to complain of');
done();
