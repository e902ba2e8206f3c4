// Which functions of a Node line are not accounted for: neither is an entry of the table named after them, nor are they in accounted.txt.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { environment, executable, HERE, namesOf } from './compare.mjs';

const FUNCTIONS = path.join(HERE, 'functions.js');
const LIST = path.join(HERE, 'accounted.txt');

/**
 * What accounted.txt says: names by section, as `like Math.max` or `silent: why`.
 * @param {string} [text]
 * @returns {Map<string, string[]>}
 */
export function accounted(text = readFileSync(LIST, 'utf8')) {
  const sections = new Map();
  /** @type {string[]} */
  let names = [];
  for (const line of text.split('\n')) {
    const [holder, ...members] = line.split(' ').filter(Boolean);
    if (holder === undefined || holder === '#') continue;
    if (holder === '==') sections.set(members.join(' '), (names = []));
    else names.push(...members.map((name) => join(holder.slice(0, -1), name)));
  }
  return sections;
}

/** @param {string} holder @param {string} name */
const join = (holder, name) => (holder === 'globals' ? name : name.startsWith('[') ? holder + name : `${holder}.${name}`); // prettier-ignore

/**
 * The functions of a Node line, and those that entries of the table are named after.
 * @param {number} line
 * @returns {{ functions: string[], about: Record<string, string>, isNewer: boolean }}
 */
export function functionsOf(line) {
  const args = ['--no-warnings', FUNCTIONS, JSON.stringify(namesOf(line))];
  return JSON.parse(execFileSync(executable(line), args, { encoding: 'utf8', env: environment() }));
}

/**
 * One sentence for each function that is new.
 * @param {number} line
 * @param {{ functions: string[], about: Record<string, string> }} found
 * @param {Map<string, string[]>} sections
 */
export function unaccounted(line, { functions, about }, sections) {
  const known = new Set([...Object.values(about), ...[...sections.values()].flat()]);
  return functions
    .filter((name) => !known.has(name))
    .map((name) => `${name} of Node ${line} is new. If it calls code of the program, give it an entry in test/callbacks/entries; if it does so as another one, or never, put it into test/callbacks/accounted.txt, below "like" or "silent"`); // prettier-ignore
}

/**
 * One sentence for each name that stands in the list for nothing.
 * @param {ReturnType<typeof functionsOf>[]} lines all of them
 * @param {Map<string, string[]>} sections
 * @param {string[]} entries
 */
export function superfluous(lines, sections, entries) {
  const there = new Set(lines.flatMap(({ functions }) => functions));
  const alone = new Set(lines.flatMap(({ functions, about }) => { const named = new Set(Object.values(about)); return functions.filter((name) => !named.has(name)); })); // prettier-ignore
  const listed = [...sections.values()].flat();
  return [
    ...listed.filter((name) => !there.has(name)).map((name) => `${name} is in test/callbacks/accounted.txt and on no Node line: take it out`), // prettier-ignore
    ...listed.filter((name, i) => listed.indexOf(name) !== i).map((name) => `${name} is twice in test/callbacks/accounted.txt: leave one`), // prettier-ignore
    ...listed.filter((name) => there.has(name) && !alone.has(name)).map((name) => `${name} has an entry of its own: take it out of test/callbacks/accounted.txt`), // prettier-ignore
    ...[...sections.keys()].filter((title) => !isTitle(title, entries)).map((title) => `"== ${title}" in test/callbacks/accounted.txt: write "like" and the name of an entry, or "silent:" and why`), // prettier-ignore
  ];
}

/** @param {string} title @param {string[]} entries */
const isTitle = (title, entries) => /^silent: \w+ \w+/.test(title) || (title.startsWith('like ') && entries.includes(title.slice(5))); // prettier-ignore
