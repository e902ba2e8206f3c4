import type { Anything } from './define';
import { undeprecated } from './undeprecated';

let sources: Record<string, string> | null | undefined;

/** The source texts of Node's own modules, or null where they cannot be had. */
function builtinSources(): Record<string, string> | null {
  if (sources !== undefined) return sources;
  const { binding } = process as unknown as { binding(this: void, name: string): Record<string, string> };
  try {
    return (sources = undeprecated(() => binding('natives')));
  } catch {
    return (sources = null); // the permission model forbids it
  }
}

/**
 * Whether a function is Node's own, and not a wrapper or a stand-in that another library put in its place before us: then only that
 * library knows what it is to do, and the function has to be called as it is. Where it cannot be told, it is taken for
 * Node's own.
 * @param files Node's internal files that may define it: `fs`, `internal/fs/dir`
 */
export function isNodesOwn(fn: Anything, files: readonly string[]): boolean {
  const known = builtinSources();
  if (known === null) return true;
  const text = Function.prototype.toString.call(fn);
  return files.some((file) => known[file]?.includes(text));
}
