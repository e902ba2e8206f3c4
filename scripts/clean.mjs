// Removes what an earlier build has left: the output of a source file that is gone would go into the bundle.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './addon-file.mjs';

rmSync(path.join(ROOT, 'dist'), { recursive: true, force: true });
