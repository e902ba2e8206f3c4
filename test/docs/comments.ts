import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from '../support/matrix';
import { read, type Document } from './documents';

/** All that lies between the tokens of a TypeScript file: white space and comments. */
function between(text: string): string[] {
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const children = node.getChildren(file).filter((child) => !ts.isJSDoc(child));
    if (children.length === 0) found.push(text.slice(node.getFullStart(), node.getStart(file)));
    else children.forEach(visit);
  };
  visit(file);
  return found;
}

/** What the head of a test program expects, word for word, is no prose. */
const EXPECTED = /^\/\/ (expect-\w+|env|flags): .*$/gm;

/** Comments in what is no TypeScript. */
const commentsIn = (text: string): string[] =>
  text.replace(EXPECTED, '').match(/\/\/.*(\n\s*\/\/.*)*|\/\*[^]*?\*\//g) ?? [];

/** Text that stands in several lines of a comment, in one. */
const oneLine = (comment: string): string => comment.replace(/\s*\n?\s*(\/\/|\/\*+|\*\/|\n\s*\*)\s*/g, ' ').trim();

const files = (folder: string, pattern: RegExp): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
    .filter((name) => pattern.test(name))
    .sort();

const SCRIPT = /^(?!.*node_modules).*\.(ts|mts|js|mjs|cjs)$/;
const FOLDERS = ['src', 'test', 'scripts', 'bench', 'examples', 'site'];

/** The comments of each file, a paragraph for each. */
export const comments = (): Document[] =>
  [...FOLDERS.flatMap((folder) => files(folder, SCRIPT)), ...files('native', /\.(cc|h|S)$/)].map((name) => {
    const { text } = read(name);
    const found = SCRIPT.test(name) ? between(text).flatMap(commentsIn) : commentsIn(text);
    return { name, text: found.map(oneLine).filter(Boolean).join('\n\n') };
  });
