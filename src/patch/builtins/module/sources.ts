import { isAnyArrayBuffer } from 'node:util/types';

/** Gives what changes the text of the ES module at a URL, before it is compiled; undefined for one that stays as it is. */
type FindChange = (url: string) => ((text: string) => string) | undefined;

const change: { find: FindChange | null } = { find: null };

/** Has texts of ES modules that an `import` loads changed before they are compiled; null ends that. */
export function changeSources(find: FindChange | null): void {
  change.find = find;
}

/** What some lines of Node wrap the text in. */
interface WrappedSource {
  readonly source: unknown;
}

const isWrapped = (given: unknown): given is WrappedSource =>
  typeof given === 'object' && given !== null && !isText(given) && 'source' in given;

const isText = (source: unknown): source is string | ArrayBuffer | NodeJS.ArrayBufferView =>
  typeof source === 'string' || ArrayBuffer.isView(source) || isAnyArrayBuffer(source);

/**
 * What Node's translator of ES modules is called with, with another text where it is to have one.
 * @param args the URL, then the text, by itself or wrapped
 */
export function withChangedSource(args: unknown[]): unknown[] {
  const [url, given, ...others] = args;
  const changed = typeof url === 'string' ? change.find?.(url) : undefined;
  if (changed === undefined) return args;
  const source = isWrapped(given) ? given.source : given;
  if (!isText(source)) return args;
  const text = changed(typeof source === 'string' ? source : new TextDecoder().decode(source));
  return [url, isWrapped(given) ? { ...given, source: text } : text, ...others];
}
