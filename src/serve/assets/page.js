// The pages. The server tells what each looks like by a key; a page whose key changed is fetched,
// line by line, and only the lines that differ are replaced, so that nothing moves.
import { word, fillWords, make } from './words.js';
import * as panel from './panel.js';

const SVG = 'http://www.w3.org/2000/svg';
const GLYPHS_AT_ONCE = 300;
const LOADED_PAGES = 80; // of longer documents only those near the window
const KILO = 1000; // lengths are 1/1000 pt
const RETRY = 2000; // ms until what failed is tried again
const AWAY = 10000; // ms out of sight until a page gives its connection back

const main = document.getElementById('pages');
const defs = document.querySelector('#outlines defs');
const trouble = document.getElementById('trouble');

const state = {
  version: 0, status: 'good', file: '', view: 'pages', pages: [], outlines: new Map(), marks: [],
  here: null, zoom: Number(localStorage.getItem('zoom')) || 0, line: null, bodies: {},
};

// ---- outlines ----

// Each glyph is fetched once; pages refer to it by name.
async function needOutlines(lines) {
  const wanted = new Map();
  const waiting = new Set();
  for (const line of lines) {
    for (const [, face, glyph] of line.matchAll(/#g(\d+)-(\d+)/g)) {
      const name = `${face}-${glyph}`;
      if (state.outlines.has(name)) {
        waiting.add(state.outlines.get(name));
      } else {
        if (!wanted.has(face)) {
          wanted.set(face, new Set());
        }
        wanted.get(face).add(glyph);
      }
    }
  }
  for (const [face, glyphs] of wanted) {
    const all = [...glyphs];
    for (let at = 0; at < all.length; at += GLYPHS_AT_ONCE) {
      const some = all.slice(at, at + GLYPHS_AT_ONCE);
      const fetched = fetchOutlines(face, some);
      some.forEach(glyph => state.outlines.set(`${face}-${glyph}`, fetched));
      waiting.add(fetched);
    }
  }
  await Promise.all(waiting);
}

async function fetchOutlines(face, glyphs) {
  try {
    const answer = await fetch(`outlines?view=${state.view}&glyphs=${face}:${glyphs.join(',')}`);
    if (!answer.ok) {
      throw new Error(answer.status);
    }
    const parsed = parse(await answer.text());
    defs.append(...parsed.children);
  } finally { // what did not come, since it is on no page by now, is asked for again when it is
    glyphs.filter(glyph => !document.getElementById(`g${face}-${glyph}`))
      .forEach(glyph => state.outlines.delete(`${face}-${glyph}`));
  }
}

function parse(text) {
  return document.importNode(
    new DOMParser().parseFromString(text, 'image/svg+xml').documentElement, true);
}

// ---- pages ----

const observer = new IntersectionObserver(entries => {
  for (const entry of entries) {
    const page = state.pages[Number(entry.target.dataset.index)];
    if (page && page.element === entry.target) {
      page.near = entry.isIntersecting;
      load(page);
    }
  }
}, { root: main, rootMargin: '100% 0px' });

function addPage(index) {
  const element = make('section', { class: 'page', 'data-index': index });
  const marks = document.createElementNS(SVG, 'svg');
  marks.setAttribute('class', 'marks');
  marks.setAttribute('aria-hidden', 'true');
  element.append(marks);
  main.append(element);
  const page = { index, element, marks, key: '', shown: '', lines: [], near: false };
  state.pages.push(page);
  observer.observe(element);
  return page;
}

function dropPage(page) {
  observer.unobserve(page.element);
  page.element.remove();
}

function setShape(page, width, height, label) {
  const style = page.element.style;
  page.width = width;
  page.height = height;
  style.setProperty('--width', `${width / KILO * 96 / 72}px`);
  style.setProperty('--height', `${height / KILO * 96 / 72}px`);
  page.element.setAttribute('aria-label', word.pageName(label, page.index + 1));
  page.marks.setAttribute('viewBox', `0 0 ${width / KILO} ${height / KILO}`);
}

async function fetchPage(key) {
  const answer = await fetch(`page/${key}`);
  return answer.ok ? answer.text() : '';
}

// Brings a page to what its key says; the newest key wins.
async function load(page) {
  const { key } = page;
  if (key === page.shown || (!page.near && state.pages.length > LOADED_PAGES)) {
    return;
  }
  if (page.loading === key) {
    return page.loaded;
  }
  page.loading = key;
  page.loaded = (async () => {
    try {
      const body = state.bodies[key] ?? await fetchPage(key);
      if (!body) {
        return; // it is another one by now: the next update says so
      }
      const lines = body.trimEnd().split('\n');
      await needOutlines(lines);
      if (page.key === key) {
        show(page, lines);
        page.shown = key;
      }
    } catch {
      if (state.pages[page.index] === page) { // there was no answer
        setTimeout(() => load(page), RETRY);
      }
    } finally {
      if (page.loading === key) {
        page.loading = '';
      }
    }
  })();
  return page.loaded;
}

// The first line is the <svg>, the last one ends it; each between is one element.
function show(page, lines) {
  const old = page.lines;
  page.lines = lines;
  if (!page.svg || old[0] !== lines[0]) {
    page.svg?.remove();
    page.svg = parse(lines.join(''));
    page.svg.setAttribute('class', 'paper');
    page.element.prepend(page.svg);
    return;
  }
  let first = 1;
  while (first < old.length - 1 && first < lines.length - 1 && old[first] === lines[first]) {
    first++;
  }
  let same = 1; // at the end: </svg> at least
  while (old.length - same > first && lines.length - same > first &&
    old[old.length - same - 1] === lines[lines.length - same - 1]) {
    same++;
  }
  const gone = [...page.svg.children].slice(first - 1, old.length - same - 1);
  const middle = lines.slice(first, lines.length - same).join('');
  const added = [...parse(`${lines[0]}${middle}</svg>`).children];
  const behind = page.svg.children[old.length - same - 1] ?? null;
  if (added.length <= 3) {
    added.forEach(element => element.classList.add('fresh'));
  }
  gone.forEach(element => element.remove());
  added.forEach(element => page.svg.insertBefore(element, behind));
}

// `list` has [index, key, width, height, label] of each page that changed.
function takePages(count, list) {
  while (state.pages.length > count) {
    dropPage(state.pages.pop());
  }
  while (state.pages.length < count) {
    addPage(state.pages.length);
  }
  const changed = [];
  for (const [index, key, width, height, label] of list) {
    const page = state.pages[index];
    if (page.key !== key) {
      page.key = key;
      setShape(page, width, height, label);
      changed.push(page);
    }
  }
  document.getElementById('page-count').textContent = word.pageCount(count);
  fitZoom();
  return changed;
}

function painted() {
  return new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(null);
  }));
}

async function bring(version, count, list) {
  const changed = takePages(count, list);
  const seen = changed.filter(page => page.near || page.shown === '');
  await Promise.all(seen.map(load));
  await painted();
  document.dispatchEvent(new CustomEvent('gongwen-shown', {
    detail: { version, pages: changed.length, at: performance.timeOrigin + performance.now() },
  }));
  changed.filter(page => !seen.includes(page)).forEach(load);
  if (changed.length > 0) {
    panel.tell(word.updated(changed.length));
  }
}

// ---- views ----

let viewTimer = 0;

async function bringView() {
  const name = state.view;
  const answer = await fetch(`view?view=${name}`);
  const view = answer.ok ? await answer.json() : { count: 0, pages: [] };
  if (name !== state.view) {
    return;
  }
  if (view.version < state.version && view.count > 0) {
    await bringView(); // an update came in between
    return;
  }
  if (view.count === 0 && name !== 'pages') {
    panel.tell(word.noView);
    showNotice(word.noView);
    document.querySelector('[name=view][value=pages]').click();
    return;
  }
  await bring(view.version, view.count, view.pages);
  drawMarks();
}

for (const input of document.querySelectorAll('[name=view]')) {
  input.addEventListener('change', () => {
    state.view = input.value;
    state.here = null; // a place of the view that goes
    bringView();
  });
}

// ---- events ----

function takeUpdate(update) {
  const mended = state.status === 'broken' && update.status === 'good';
  Object.assign(state, {
    version: update.version, status: update.status, file: update.file, bodies: update.bodies ?? {},
  });
  document.title = update.title || update.file;
  document.getElementById('title').textContent = update.title || update.file;
  document.getElementById('title').title = update.file;
  document.getElementById('redline').hidden = update.against === '';
  showTrouble(update);
  if (state.view === 'pages') {
    bring(update.version, update.count, update.pages);
  } else {
    clearTimeout(viewTimer); // made when the typing pauses
    viewTimer = setTimeout(bringView, 150);
  }
  if (mended) {
    panel.tell(word.mended);
  }
  panel.refreshFacts();
}

function showTrouble(update) {
  const errors = update.errors ?? [];
  trouble.hidden = update.status === 'good';
  if (!trouble.hidden) {
    const head = update.count > 0 ? word.broken : word.brokenFirst;
    trouble.replaceChildren(
      make('p', {}, head(update.file, errors.length)),
      ...errors.flatMap(error => [
        make('pre', {}, error.text ?? error.message), panel.makeWhere(error)]));
  }
}

function showLost(text) {
  trouble.hidden = false;
  trouble.replaceChildren(make('p', {}, text));
}

function showNotice(text) {
  if (trouble.hidden) {
    showLost(text);
    setTimeout(() => { trouble.hidden = state.status === 'good'; }, 4000);
  }
}

let events = null;
let leaving = 0;
let away = false;

function listen() {
  events?.close();
  events = new EventSource('events');
  events.addEventListener('update', event => takeUpdate(JSON.parse(event.data)));
  events.addEventListener('findings', () => panel.refreshFindings());
  events.addEventListener('open', () => panel.refreshFindings());
  events.addEventListener('error', () => {
    showLost(word.lost);
    if (events.readyState === EventSource.CLOSED) {
      askAgain();
    }
  });
}

// The browser has given up: the server is another one by now, or has too many listeners.
async function askAgain() {
  const answer = await fetch('findings').catch(() => null);
  if (answer?.status === 403) {
    showLost(word.refused);
  } else {
    setTimeout(listen, RETRY);
  }
}

// Browsers have six connections to a server for all their tabs: those out of sight need none.
document.addEventListener('visibilitychange', () => {
  clearTimeout(leaving);
  if (document.hidden) {
    leaving = setTimeout(() => {
      away = true;
      events.close();
    }, AWAY);
  } else if (away) {
    away = false;
    listen(); // begins with all there is
  }
});

// ---- marks ----

function addMark(page, frame, kind) {
  const [left, top, right, bottom] = frame.map(length => length / KILO);
  const mark = document.createElementNS(SVG, 'rect');
  mark.setAttribute('class', kind);
  mark.setAttribute('x', left - 2);
  mark.setAttribute('y', top - 2);
  mark.setAttribute('width', Math.max(right - left, 0) + 4);
  mark.setAttribute('height', Math.max(bottom - top, 0) + 4);
  page.marks.append(mark);
}

export function drawMarks() {
  state.pages.forEach(page => page.marks.replaceChildren());
  if (state.view === 'pages') {
    for (const finding of state.marks) { // errors last, over the others
      const page = state.pages[finding.page];
      if (page) {
        addMark(page, finding.frame, finding.severity);
      }
    }
  }
  if (state.here && state.pages[state.here.page]) {
    addMark(state.pages[state.here.page], state.here.frame, 'here');
  }
}

export function setMarks(findings) {
  state.marks = findings.filter(finding => finding.frame).reverse();
  drawMarks();
}

export function showMark(index, frame) {
  const page = state.pages[index];
  if (!page) {
    return;
  }
  state.here = { page: index, frame };
  drawMarks();
  const bounds = page.element.getBoundingClientRect();
  const view = main.getBoundingClientRect();
  const at = bounds.top + bounds.height * frame[1] / page.height;
  if (at < view.top + 20 || at > view.bottom - 60) {
    main.scrollTo({ top: main.scrollTop + at - view.top - view.height / 3 });
  }
}

// ---- from a line to its source ----

async function ask(page, x, y) {
  const answer = await fetch(`place?view=${state.view}&page=${page.index}` +
    `&x=${Math.max(0, Math.round(x))}&y=${Math.max(0, Math.round(y))}`);
  const place = answer.ok ? await answer.json() : {};
  state.here = place.frame ? { page: page.index, frame: place.frame } : null;
  drawMarks();
  panel.showPlace(place);
  return place;
}

main.addEventListener('click', async event => {
  const section = event.target.closest('.page');
  if (!section || String(getSelection()) !== '') {
    return; // somebody selects text
  }
  const page = state.pages[Number(section.dataset.index)];
  const bounds = section.getBoundingClientRect();
  const place = await ask(page, (event.clientX - bounds.left) / bounds.width * page.width,
    (event.clientY - bounds.top) / bounds.height * page.height);
  panel.openEditor(place);
});

// The next or previous run of text after the one chosen, or the first one in the window.
function chooseLine(step) {
  const runs = [...main.querySelectorAll('.paper .run')];
  const top = main.getBoundingClientRect().top;
  let index = runs.indexOf(state.line);
  index = index >= 0 ? index + step
    : runs.findIndex(run => run.getBoundingClientRect().top >= top);
  const run = runs[Math.min(Math.max(index, 0), runs.length - 1)];
  if (!run) {
    return;
  }
  state.line = run;
  const section = run.closest('.page');
  const page = state.pages[Number(section.dataset.index)];
  const box = run.getBoundingClientRect();
  const bounds = section.getBoundingClientRect();
  const scale = page.width / bounds.width;
  ask(page, (box.left - bounds.left + 2) * scale,
    (box.top - bounds.top + box.height / 2) * scale).then(place => {
    if (place.frame) {
      showMark(page.index, place.frame);
      panel.tell(`${run.textContent} ${place.file} ${word.line(place.line, place.column)}`);
    }
  });
}

main.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const keys = {
    j: () => chooseLine(1), k: () => chooseLine(-1), Enter: () => panel.openChosen(),
    '+': () => setZoom(currentZoom() * 1.15), '=': () => setZoom(currentZoom() * 1.15),
    '-': () => setZoom(currentZoom() / 1.15), 0: () => setZoom(0),
  };
  if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

// ---- zoom and pages ----

function currentZoom() {
  return Number(main.style.getPropertyValue('--zoom')) || 1;
}

// 0 fits the width of the window.
function setZoom(zoom) {
  state.zoom = zoom === 0 ? 0 : Math.min(Math.max(zoom, 0.2), 6);
  localStorage.setItem('zoom', state.zoom);
  fitZoom();
}

function fitZoom() {
  const widest = Math.max(...state.pages.map(page => page.width ?? 0), 1) / KILO * 96 / 72;
  const room = main.clientWidth - 32;
  const zoom = state.zoom || Math.min(Math.max(room / widest, 0.2), 1.6);
  if (Math.abs(zoom - currentZoom()) > 0.001) {
    const place = main.scrollTop / Math.max(main.scrollHeight, 1);
    main.style.setProperty('--zoom', zoom.toFixed(4));
    main.scrollTop = place * main.scrollHeight;
  }
  document.getElementById('fit').textContent = `${Math.round(zoom * 100)}%`;
}

document.getElementById('smaller').addEventListener('click', () => setZoom(currentZoom() / 1.15));
document.getElementById('larger').addEventListener('click', () => setZoom(currentZoom() * 1.15));
document.getElementById('fit').addEventListener('click', () => setZoom(0));
new ResizeObserver(fitZoom).observe(main);

const pageNumber = document.getElementById('page-number');

main.addEventListener('scroll', () => {
  if (document.activeElement !== pageNumber) {
    const middle = main.getBoundingClientRect().top + main.clientHeight / 2;
    const shown = state.pages.findIndex(page => page.element.getBoundingClientRect().bottom > middle);
    pageNumber.value = shown < 0 ? state.pages.length : shown + 1;
  }
}, { passive: true });

document.getElementById('goto').addEventListener('submit', event => {
  event.preventDefault();
  state.pages[Number(pageNumber.value) - 1]?.element.scrollIntoView();
});

fillWords();
panel.start();
pageNumber.value = 1;
listen();
