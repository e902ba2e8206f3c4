import path from 'node:path';
import { OWN_CODE, PACKAGE_ROOT } from './package-root';

const OWN = [OWN_CODE, path.join(PACKAGE_ROOT, 'prebuilds') + path.sep, path.join(PACKAGE_ROOT, 'package.json')];

/**
 * Lets programs that go through `require.cache` find nothing of this copy: those that empty it would load it a second time. `require` finds
 * its modules as before. What is loaded later shows.
 */
export function hideModules(): void {
  const { cache } = require;
  for (const file of Object.keys(cache)) {
    if (OWN.some((folder) => file.startsWith(folder))) {
      Object.defineProperty(cache, file, { enumerable: false });
    }
  }
}
