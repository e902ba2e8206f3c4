import { existsSync } from 'node:fs';
import path from 'node:path';
import { PACKAGE_ROOT } from './package-root';

/** Where the addon for this Node lies once it is installed; scripts/addon-file.mjs puts it there. */
function usualFile(): string {
  const { platform, arch, versions } = process;
  const libc = platform !== 'linux' ? '' : existsSync('/etc/alpine-release') ? '.musl' : '.glibc';
  return path.join(PACKAGE_ROOT, 'prebuilds', `${platform}-${arch}`, `greenpatch.abi${versions.modules}${libc}.node`);
}

function load(): unknown {
  const file = usualFile();
  if (existsSync(file)) return require(file);
  // It searches everywhere and says what it has looked for, but takes 2 ms to load.
  const search = require('node-gyp-build') as (folder: string) => unknown;
  return search(PACKAGE_ROOT);
}

let addon: { exports: unknown } | { error: unknown } | undefined;

/**
 * Loads the addon built or prebuilt for this Node, once.
 * @throws what `require` throws when there is none, or when it was made for another Node
 */
export function loadAddon(): unknown {
  if (addon === undefined) {
    try {
      addon = { exports: load() };
    } catch (error) {
      addon = { error };
    }
  }
  if ('error' in addon) throw addon.error;
  return addon.exports;
}
