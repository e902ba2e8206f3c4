/**
 * One of Node's modules, loaded when it is asked for and not when the file is that asks: what only some programs use would cost all
 * of them time.
 * @param name without `node:`
 */
export function builtin<T>(name: string): T {
  return require(`node:${name}`) as T;
}

/** What Node has loaded so far. */
const { moduleLoadList } = process as unknown as { moduleLoadList: readonly string[] };

/** Whether Node has loaded one of its modules, internal ones too, for the program or for itself. */
export const isLoaded = (name: string): boolean => moduleLoadList.includes(`NativeModule ${name}`);

/** The same as a function for what is asked often: it looks only at what has been loaded since it was called last. */
export function loadedWatch(name: string): () => boolean {
  const wanted = `NativeModule ${name}`;
  let loaded = false;
  let seen = 0;
  return () => {
    for (; seen < moduleLoadList.length; seen++) loaded ||= moduleLoadList[seen] === wanted;
    return loaded;
  };
}
