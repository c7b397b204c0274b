// Beside the pages: where a line comes from, what is wrong, and the facts.
import { word, make } from './words.js';
import { setMarks, showMark } from './page.js';

const id = name => document.getElementById(name);
const tabs = [...document.querySelectorAll('[role=tab]')];
let chosen = null; // the place that is shown
let facts = { digest: '', facts: [] };
let factsAsked = 0;

export function tell(text) {
  id('told').textContent = text;
}

// ---- tabs ----

function choose(tab, focus = true) {
  for (const other of tabs) {
    const is = other === tab;
    other.setAttribute('aria-selected', is);
    other.tabIndex = is ? 0 : -1;
    id(other.getAttribute('aria-controls')).hidden = !is;
  }
  if (focus) {
    tab.focus();
  }
  if (tab.id === 'tab-facts') {
    refreshFacts();
  }
}

export function start() {
  tabs.forEach((tab, index) => {
    tab.addEventListener('click', () => choose(tab));
    tab.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) {
        choose(tabs[(index + step + tabs.length) % tabs.length]);
      }
    });
  });
  id('toggle').addEventListener('click', () => {
    id('panel').hidden = !id('panel').hidden;
    id('toggle').setAttribute('aria-expanded', !id('panel').hidden);
  });
  id('place').append(make('p', { class: 'hint' }, word.placeHint));
  id('findings').append(make('p', {}, word.waiting));
}

// ---- places ----

export function makeWhere(place) {
  if (!place.file) {
    return '';
  }
  const copy = make('button', {
    type: 'button', onclick: async () => {
      await navigator.clipboard.writeText(`${place.path}:${place.line}:${place.column}`);
      copy.textContent = word.copied;
    },
  }, word.copy);
  return make('div', { class: 'where' },
    make('span', { title: place.path }, place.line > 0
      ? `${place.file}:${place.line}:${place.column}` : place.file),
    place.editor ? makeEditorLink(place, word.open) : undefined, copy);
}

// Most schemes are handed to the system; an editor that listens on a port is a page of its own.
function makeEditorLink(place, text) {
  return make('a', {
    href: place.editor, rel: 'noopener', target: /^https?:/i.test(place.editor) && '_blank',
  }, text);
}

export function showPlace(place) {
  chosen = place.file ? place : null;
  choose(id('tab-place'), false);
  if (!chosen) {
    id('place').replaceChildren(make('p', {}, word.nowhere));
    return;
  }
  const characters = [...place.excerpt];
  const before = Math.min(place.before, characters.length);
  id('place').replaceChildren(
    make('p', { id: 'place-file' }, make('strong', {}, place.file), ' ',
      word.line(place.line, place.column)),
    makeWhere(place),
    make('pre', { class: 'excerpt' }, characters.slice(0, before).join(''),
      make('mark', {}, characters[before] ?? ''), characters.slice(before + 1).join('')),
    make('p', { class: 'hint' }, word.placeHint));
}

export function openEditor(place) {
  if (place.editor) {
    makeEditorLink(place, '').click();
  }
}

export function openChosen() {
  openEditor(chosen ?? {});
}

// ---- findings ----

export async function refreshFindings() {
  const answer = await fetch('findings');
  const list = answer.ok ? await answer.json() : null;
  if (!list) {
    return; // nobody has looked yet
  }
  const rank = { error: 0, warning: 1, note: 2 };
  list.sort((a, b) => rank[a.severity] - rank[b.severity]);
  id('finding-count').textContent = list.length > 0 ? list.length : '';
  id('findings').replaceChildren(list.length === 0
    ? make('p', {}, word.noFindings) : make('ol', {}, ...list.map(makeFinding)));
  setMarks(list);
}

function makeFinding(finding) {
  const where = makeWhere(finding);
  if (finding.frame) {
    where.firstChild.after(make('button', {
      type: 'button', onclick: () => showMark(finding.page, finding.frame),
    }, word.show));
  }
  return make('li', {},
    make('span', { class: `severity ${finding.severity}` }, word.severity[finding.severity]),
    finding.message,
    finding.hint ? make('div', { class: 'hint' }, finding.hint) : undefined,
    make('div', { class: 'hint' }, [word.origin[finding.origin], finding.basis, finding.code]
      .filter(Boolean).join(' · ')),
    where);
}

// ---- facts ----

export async function refreshFacts() {
  if (id('facts').hidden) {
    return;
  }
  const asked = ++factsAsked;
  const answer = await fetch('facts');
  if (!answer.ok || asked !== factsAsked) {
    return;
  }
  const now = await answer.json();
  if (asked !== factsAsked || now.broken) {
    return; // the pages say what is broken
  }
  const same = now.facts.length === facts.facts.length && id('facts').querySelector('table') &&
    now.facts.every((fact, i) => fact.name === facts.facts[i].name && fact.kind === facts.facts[i].kind);
  facts = now;
  if (same) {
    refillFacts(); // what somebody types into stays where it is
  } else {
    drawFacts();
  }
}

function refillFacts() {
  const rows = id('facts').querySelectorAll('tbody tr');
  facts.facts.forEach((fact, i) => rows[i].replaceWith(makeFact(fact, rows[i])));
}

function drawFacts() {
  if (facts.facts.length === 0) {
    id('facts').replaceChildren(make('p', {}, word.noFacts));
    return;
  }
  const previous = facts.facts.some(fact => fact.previous !== undefined);
  id('facts').replaceChildren(
    make('p', { class: 'hint' }, word.factsHint),
    make('table', {},
      make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, word.fact),
        make('th', { scope: 'col' }, word.value),
        previous ? make('th', { scope: 'col' }, word.previous) : undefined)),
      make('tbody', {}, ...facts.facts.map(fact => makeFact(fact, null)))));
}

// `old` is the row before: a field that is typed into is kept.
function makeFact(fact, old) {
  const previous = facts.facts.some(other => other.previous !== undefined);
  const label = fact.note || fact.name;
  const cell = field => {
    const kept = old?.querySelector(`input[data-field=${field}]`);
    if (fact.kind === 'declared' && fact[field] !== undefined) {
      if (kept && kept.value !== kept.defaultValue) {
        if (fact[field] !== kept.defaultValue && kept.dataset.sent === undefined) {
          kept.defaultValue = fact[field]; // somebody else changed the same number: leaving
          kept.dataset.contested = ''; //        the field is not enough to overwrite that
          complain(kept, `${word.results.changed} ${fact[field]}`);
        }
        return kept.closest('td');
      }
      const focused = kept && kept === document.activeElement;
      const made = makeField(fact, field, label);
      if (focused) {
        queueMicrotask(() => made.querySelector('input').focus());
      }
      if (kept?.classList.contains('saved')) {
        made.querySelector('input').classList.add('saved');
      }
      return made;
    }
    return make('td', { class: 'number' },
      field === 'value' ? `${fact.value ?? ''}${fact.unit ?? ''}` : fact[field] ?? '');
  };
  return make('tr', {},
    make('td', {}, label,
      make('span', { class: 'fact-name' }, fact.name,
        fact.kind === 'declared' ? '' : ` · ${word.readOnly[fact.kind]}`),
      fact.kind === 'declared' ? undefined : makeWhere(fact)),
    cell('value'), previous ? cell('previous') : undefined);
}

function makeField(fact, field, label) {
  const input = make('input', {
    value: fact[field], inputmode: 'decimal', autocomplete: 'off', 'data-field': field,
    'data-fact': fact.name,
    'aria-label': field === 'value' ? label : `${label} ${word.previous}`,
    onkeydown: event => {
      if (event.key === 'Enter' && !event.isComposing) { // that one is the input method's
        delete input.dataset.contested;
        change(fact, field, input);
      } else if (event.key === 'Escape') {
        input.value = input.defaultValue;
        delete input.dataset.contested;
        complain(input, '');
      }
    },
    onchange: () => {
      if (input.dataset.contested === undefined) {
        change(fact, field, input);
      }
    },
  });
  return make('td', { class: 'number' }, input, field === 'value' ? ` ${fact.unit ?? ''}` : '');
}

function complain(input, text) {
  input.parentElement.querySelector('.complaint')?.remove();
  input.classList.toggle('wrong', text !== '');
  input.removeAttribute('aria-invalid');
  if (text !== '') {
    input.setAttribute('aria-invalid', 'true');
    input.parentElement.append(make('div', { class: 'complaint', role: 'alert' }, text));
  }
}

async function change(fact, field, input) {
  const value = input.value;
  if (value === input.defaultValue || input.dataset.sent === value) {
    return;
  }
  input.dataset.sent = value; // Enter and leaving the field are one change
  const result = await send({ name: fact.name, field, value, digest: facts.digest });
  delete input.dataset.sent;
  if (result.result === 'good') {
    facts.digest = result.digest;
    input.defaultValue = value;
    input.classList.add('saved');
    complain(input, '');
    tell(word.savedFact(fact.note || fact.name));
    return;
  }
  complain(input, (word.results[result.result] ?? word.results.failed) + (result.message ?? ''));
  if (result.result === 'changed') {
    const answer = await fetch('facts');
    facts.digest = answer.ok ? (await answer.json()).digest : facts.digest;
  }
}

async function send(fields) {
  try {
    const answer = await fetch('facts', { method: 'POST', body: new URLSearchParams(fields) });
    return await answer.json();
  } catch {
    return { result: 'failed' };
  }
}
