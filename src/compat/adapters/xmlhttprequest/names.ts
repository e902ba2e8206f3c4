import { threadId } from 'node:worker_threads';

/** The files by which the library and its child talk. A third one has `.bin` after the name. */
export const NAME = new RegExp(`\\.node-xmlhttprequest-(?:content|sync)-${process.pid}`);

let count = 0;

/** What takes the place of such a name: no other in this process is the same. */
export const ownName = (): string => `$&-${threadId}-${++count}`;

/** Runs in the child before the library's text: the names in there are those of the process. It says when a file is gone. */
const prefix = (serial: string): string => `{
  const fs = require('fs');
  const own = (file) => (typeof file === 'string' ? file.replace(${String(NAME)}, '${serial}') : file);
  for (const name of ['writeFileSync', 'unlinkSync']) {
    const original = fs[name];
    fs[name] = (file, ...rest) => {
      original(own(file), ...rest);
      if (name === 'unlinkSync' && own(file) !== file) fs.writeSync(1, '.');
    };
  }
}
`;

/** The child's arguments, `-e` and a text, changed so that it uses the own files. A directive stays first. */
export function inChild([flag, text = '']: readonly string[], serial: string): string[] {
  const [directive = ''] = /^'use strict';/.exec(text) ?? [];
  return [flag!, `${directive}${prefix(serial)}${text.slice(directive.length)}`];
}
