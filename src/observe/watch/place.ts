import { fileURLToPath } from 'node:url';
import { callSites } from '../../base/call-sites';
import { OWN_CODE } from '../../base/package-root';

/** A line of the program. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

/** Frames that are looked through for the program's own. */
const FRAMES = 60;
/** Where Node loads modules: what it reads there is its own business. */
const LOADER = /^node:internal\/(modules|process|source_map|bootstrap|main)\//;

/** The line of the program that has made the present call; undefined where Node itself has, or its module loader. */
export function caller(): SourcePlace | undefined {
  for (const site of callSites(FRAMES, caller)) {
    const file = site.getFileName();
    if (!file || file.startsWith(OWN_CODE)) continue;
    if (LOADER.test(file)) return undefined;
    if (file.startsWith('node:')) continue;
    return { file: file.startsWith('file:') ? fileURLToPath(file) : file, line: site.getLineNumber() ?? 0 };
  }
  return undefined;
}
