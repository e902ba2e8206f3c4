import path from 'node:path';

const MANIFEST = require.resolve('greenpatch/package.json');

/** This copy's own folder, wherever the build has put this module. */
export const PACKAGE_ROOT = path.dirname(MANIFEST);

/** Where this copy's compiled code lies, with the separator behind it: its own stack frames begin with it. */
export const OWN_CODE = path.join(PACKAGE_ROOT, 'dist') + path.sep;

/** This copy's version. */
export function ownVersion(): string {
  return (require(MANIFEST) as { version: string }).version;
}
