import { expect, it } from 'vitest';
import { findLine, LINES, wantedLines } from '../../scripts/node-lines.mjs';
import { accounted, functionsOf, superfluous, unaccounted } from './accounting.mjs';
import { namesOf } from './compare.mjs';

// As for patches: a function that a Node line brings is looked at once by a developer, who says whether it calls code of the program.

const here = LINES.filter((line) => findLine(line));
const found = new Map(here.map((line) => [line, functionsOf(line)]));

for (const line of wantedLines())
  it(`every function of Node ${line} has an entry in the table, or is accounted for`, () => {
    const of = found.get(line)!;
    expect(of.functions.length).toBeGreaterThan(2000);
    const sentences = unaccounted(line, of, accounted());
    if (of.isNewer && sentences.length > 0) console.error(sentences.join('\n'));
    else expect(sentences).toEqual([]);
  });

it('notices a new function, and says what to do', () => {
  const of = { functions: ['Array.prototype.map', 'Array.prototype.zip', 'util.zip'], about: { 'Array.prototype.map': 'Array.prototype.map' } }; // prettier-ignore
  const [sentence, ...others] = unaccounted(28, of, accounted('== like util.inspect custom\nutil: zip\n'));
  expect(others).toEqual([]);
  expect(sentence).toMatch(/^Array\.prototype\.zip of Node 28 is new\. .*test\/callbacks\/entries.*accounted\.txt/);
});

// What a line lacks another one may have: only all of them together can tell.
if (here.length === LINES.length)
  it('the list has nothing that is on no line, twice, or without a reason', () => {
    const entries = [...new Set(here.flatMap((line) => namesOf(line)))];
    expect(superfluous([...found.values()], accounted(), entries)).toEqual([]);
  });

it('notices what is superfluous in the list', () => {
  const lines = [{ functions: ['a', 'b'], about: { a: 'a' }, isNewer: false }];
  const text = '== like a\nglobals: a b b gone\n== because\n';
  expect(superfluous(lines, accounted(text), ['a']).map((sentence) => sentence.replace(/[:,] .*/, ''))).toEqual([
    'gone is in test/callbacks/accounted.txt and on no Node line',
    'b is twice in test/callbacks/accounted.txt',
    'a has an entry of its own',
    '"== because" in test/callbacks/accounted.txt',
  ]);
});
