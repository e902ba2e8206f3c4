import { existsSync } from 'node:fs';
import path from 'node:path';

/** The first folder from `folder` upwards that has a manifest: `require.resolve` finds the same in 2 ms. */
function packageOf(folder: string): string {
  const parent = path.dirname(folder);
  return parent === folder || existsSync(path.join(folder, 'package.json')) ? folder : packageOf(parent);
}

/** This copy's own folder, wherever the build has put this module. */
export const PACKAGE_ROOT = packageOf(__dirname);

const MANIFEST = path.join(PACKAGE_ROOT, 'package.json');

/** Where this copy's compiled code lies, with the separator behind it: its own stack frames begin with it. */
export const OWN_CODE = path.join(PACKAGE_ROOT, 'dist') + path.sep;

/** This copy's version. */
export function ownVersion(): string {
  return (require(MANIFEST) as { version: string }).version;
}
