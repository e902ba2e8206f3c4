// One idea, one type name: a reader who greps for a type finds one thing.
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { readSources, type Source } from './support/layers';

/** Types that have the name of a global on purpose, with the reason. */
const SHADOWS: Record<string, string> = {
  Event: 'the public name of gevent and of Python',
};

/** The types, interfaces, classes and enumerations that a file declares at its top level. */
function typesOf({ name, text }: Source): string[] {
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
    const declares =
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isEnumDeclaration(statement);
    return declares && statement.name !== undefined ? [statement.name.text] : [];
  });
}

/** Names that several files declare, each with the files. */
function doubles(sources: Source[]): string[] {
  const files = new Map<string, string[]>();
  for (const source of sources) {
    for (const type of typesOf(source)) files.set(type, [...(files.get(type) ?? []), source.name]);
  }
  return [...files].filter(([, names]) => names.length > 1).map(([type, names]) => `${type}: ${names.join(', ')}`);
}

const shadows = (sources: Source[]): string[] =>
  sources
    .flatMap(typesOf)
    .filter((type) => type in globalThis)
    .sort();

describe('type names', () => {
  const sources = readSources(path.join(__dirname, '..', 'src'));

  it('stand for one thing each: rename by subject (SourcePlace, QueuePlace), or share the type', () => {
    expect(sources.flatMap(typesOf).length).toBeGreaterThan(200);
    expect(doubles(sources)).toEqual([]);
  });

  it('are none of the globals, unless that is meant', () => {
    expect(shadows(sources)).toEqual(Object.keys(SHADOWS));
  });

  it('are seen whatever declares them, exported or not', () => {
    const one = {
      name: 'a.ts',
      text: 'export interface Line {}\nclass Place {}\ntype Lone = 1;\nexport type Map = 2;',
    };
    const other = {
      name: 'b.ts',
      text: 'type Line = string;\nexport default class Place {}\nfunction f() { type Lone = 2; }',
    };
    expect(doubles([one, other])).toEqual(['Line: a.ts, b.ts', 'Place: a.ts, b.ts']);
    expect(shadows([one])).toEqual(['Map']);
  });
});
