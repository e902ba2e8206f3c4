/** placeholder until the loader's patch says which */
export function isLoaderRead(_path: unknown): boolean { return false; }
export function isLoaderRealpath(options: unknown): boolean {
  return typeof options === 'object' && options !== null && Object.getOwnPropertySymbols(options).length > 0;
}
