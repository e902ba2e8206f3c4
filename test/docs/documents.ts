import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/matrix';

export interface Document {
  /** Its path from the root of the repository, with slashes. */
  readonly name: string;
  readonly text: string;
}

const under = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.split(path.sep).join('/')}`)
    .filter((name) => name.endsWith('.md') && !/\/(node_modules|\.vitepress)\//.test(name))
    .sort();

export const read = (name: string): Document => ({ name, text: readFileSync(path.join(ROOT, name), 'utf8') });

/** What users and developers read to learn; its examples are run. */
export const guides = (): Document[] => ['README.md', 'ARCHITECTURE.md', ...under('docs')].map(read);

/** Every document that is kept by hand. */
export const documents = (): Document[] => [...guides(), ...['CONTRIBUTING.md', 'examples/demo/README.md'].map(read)];

/** Without blocks of code. */
export const prose = (text: string): string => text.replace(/^```[^]*?^```$/gm, '');
