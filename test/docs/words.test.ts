// One word for one idea: the glossary's table says which, and which others are not used for it.
import { describe, expect, it } from 'vitest';
import { documents, prose, read } from './documents';

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
function found(pattern: RegExp, except: (name: string) => boolean = () => false): string[] {
  return documents()
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

describe('the documents', () => {
  it('name who or what acts', () => {
    expect(found(/\b(somebody|nobody|whoever|everybody|anybody|someone|anyone|everyone)\b/gi)).toEqual([]);
  });

  it('say "per" or "each", not "one value a thread"', () => {
    const things =
      'thread|process|fiber|library|ABI|builtin|stack|worker|database|coroutine|connection|place|page|line|run';
    expect(
      found(new RegExp(`\\b(one|once|twice|two|three|ten|half an hour)( \\w+)? an? (${things})\\b`, 'gi')),
    ).toEqual([]);
  });
});
