// One word for one idea: the glossary's table says which, and which others are not used for it.
import { describe, expect, it } from 'vitest';
import { comments } from './comments';
import { type Document, documents, prose, read } from './documents';

interface Term {
  readonly word: string;
  readonly not: readonly string[];
}

const terms: Term[] = [...read('docs/guide/glossary.md').text.matchAll(/^\| \*\*(.+?)\*\* +\|.*\| +(.*?) *\|$/gm)].map(
  ([, word, not]) => ({ word: word!, not: not!.split(', ').filter(Boolean) }),
);

/** Prose without code, links' targets and quotations of other projects' words. */
const words = (text: string): string =>
  prose(text)
    .replace(/`[^`\n]*`/g, '`')
    .replace(/\]\([^)]*\)/g, ']');

/** Where a pattern is found, as `file: excerpt`. */
function found(pattern: RegExp, except: (name: string) => boolean = () => false, texts = documents()): string[] {
  return texts
    .filter(({ name }) => name !== 'docs/guide/glossary.md' && !except(name))
    .flatMap(({ name, text }) =>
      [...words(text).matchAll(pattern)].map((match) => `${name}: ${match.input.slice(match.index, match.index + 50)}`),
    );
}

describe('the glossary', () => {
  it('has at most 20 words, in all of which the documents speak', () => {
    expect(terms.length).toBeGreaterThan(15);
    expect(terms.length).toBeLessThanOrEqual(20);
    const all = documents().map(({ text }) => text.toLowerCase());
    for (const { word } of terms) {
      expect(all.filter((text) => new RegExp(`\\b${word}`).test(text)).length, word).toBeGreaterThan(1);
    }
  });

  it.each(terms.filter(({ not }) => not.length > 0))('$word goes by no other name', ({ not }) => {
    const pattern = new RegExp(`\\b(${not.join('|')})s?\\b`, 'gi');
    expect(found(pattern, (name) => name.endsWith('coming-from-gevent.md'))).toEqual([]);
  });
});

const inComments = comments();

describe.each<[string, Document[]]>([
  ['documents', documents()],
  ['comments', inComments],
])('the %s', (_, texts) => {
  const none = () => false;

  it('name who or what acts', () => {
    const vague = 'somebody|someone|nobody|no one|anybody|anyone|everybody|everyone|whoever|whomever';
    expect(found(new RegExp(`\\b(${vague})\\b`, 'gi'), none, texts)).toEqual([]);
  });

  it('say "per" or "each", not "one value a thread"', () => {
    const counts = 'one|once|twice|two|three|ten|half an hour|\\d+ (?:ns|us|ms|s)|nanoseconds|microseconds';
    const things =
      'thread|process|fiber|library|ABI|builtin|stack|worker|database|coroutine|connection|place|page|line|run|context|' +
      'isolate|environment|switch|park|mount|path|function|call|entry|change|turn';
    expect(
      found(
        new RegExp(`\\b(${counts})( (?!with|for|of|in|to|as|by|from|at|on)\\w+)? an? (${things})s?\\b(?! time)`, 'gi'),
        none,
        texts,
      ),
    ).toEqual([]);
  });
});

describe('the reader of comments', () => {
  it('reads those of all kinds of files', () => {
    const of = (name: string) => inComments.find((one) => one.name === name)?.text ?? '';
    expect(of('src/hub/park.ts')).toMatch(/The right to wake one park, once/);
    expect(of('native/stack_pool.h').length).toBeGreaterThan(200);
    expect(of('native/switch/x86_64_sysv.h')).toMatch(/outermost frame/);
  });
});
