/**
 * One of Node's modules, loaded when it is asked for and not when the file is that asks: what only some programs use would cost all
 * of them time.
 * @param name without `node:`
 */
export function builtin<T>(name: string): T {
  return require(`node:${name}`) as T;
}

/** Whether Node has loaded one of its modules, internal ones too, for the program or for itself. */
export const isLoaded = (name: string): boolean =>
  (process as unknown as { moduleLoadList: string[] }).moduleLoadList.includes(`NativeModule ${name}`);
