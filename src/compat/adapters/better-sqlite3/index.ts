import path from 'node:path';
import type { Maker } from '../../../patch';
import { defineAdapter, type FileAdapter } from '../../core/define';
import { Database } from './database';
import { type SqliteAddon, libraryOf } from './library';
import { record } from './record';

/** Where the addon may be in the package: compiled, or among those that it brings. */
const COMPILED = ['build/Release/better_sqlite3.node', 'build/Debug/better_sqlite3.node'];
const BROUGHT = ['darwin', 'linux', 'linuxmusl', 'win32'].flatMap((system) =>
  ['arm64', 'x64'].map((processor) => `prebuilds/${system}-${processor}.node`),
);

/** The class beneath the library's: what that opens has a thread of its own. */
const offloaded =
  (filename: string, file: string): Maker =>
  (original, slot) => {
    const root = filename.slice(0, -file.length - 1);
    const addon = { Database: original, setErrorConstructor: slot.found('setErrorConstructor') };
    const library = libraryOf(addon as unknown as SqliteAddon, filename, root);
    return new Proxy(original, {
      construct: (target, args: unknown[]) =>
        slot.active ? new Database(library, args) : (Reflect.construct(target, args) as object),
    });
  };

const adapter = (file: string): FileAdapter => ({
  implements: (filename) => ({ Database: offloaded(filename, file.split('/').join(path.sep)) }),
});

/** Only when it is asked for: a statement takes microseconds, its way to another thread and back ten times that. */
export default defineAdapter({
  ...record,
  files: Object.fromEntries([...COMPILED, ...BROUGHT].map((file) => [file, adapter(file)])),
});
