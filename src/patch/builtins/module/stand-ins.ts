import type { Anything } from '../../core/define';
import { directly } from '../../core/policy';

/** Gives the URL of what stands for a package that is not installed, by what an `import` names. */
type StandInFinder = (specifier: string) => string | undefined;

const stand: { in: StandInFinder | null } = { in: null };

/** Has `import` find stand-ins for packages that are not installed; null ends that. */
export function standIn(find: StandInFinder | null): void {
  stand.in = find;
}

/** Methods of the loader of ES modules that throw when a package is not installed: which one it is differs by Node line. */
export const RESOLVING: ReadonlySet<string> = new Set(['defaultResolve', 'resolve', 'resolveSync']);

/** Resolves as the loader does, and if that finds nothing, to a stand-in. */
export function resolveWithStandIns(resolve: Anything, loader: unknown, args: unknown[]): unknown {
  try {
    return directly(resolve, loader, args);
  } catch (error) {
    const url = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' ? standInOf(args) : undefined;
    if (url === undefined) throw error;
    return { __proto__: null, url, format: 'commonjs' };
  }
}

/** Some lines pass the specifier, others an object with it, behind the URL of the importing module. */
function standInOf(args: unknown[]): string | undefined {
  const named = args.map((arg) => (arg as { specifier?: unknown } | undefined)?.specifier ?? arg);
  for (const one of named) {
    const url = typeof one === 'string' ? stand.in?.(one) : undefined;
    if (url !== undefined) return url;
  }
  return undefined;
}
