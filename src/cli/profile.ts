import type inspector from 'node:inspector';

/** Names of the functions in which the CPU profiler found the main thread while `work` ran. */
export async function profiledFunctions(work: () => Promise<void>): Promise<string[]> {
  // Required late: a Node built without inspector has no such module.
  const { Session } = require('node:inspector') as typeof inspector;
  const session = new Session();
  session.connect();
  const post = <T>(method: string, params: object = {}): Promise<T> =>
    new Promise((resolve, reject) =>
      session.post(method, params, (error, result) => (error ? reject(error) : resolve(result as T))),
    );
  try {
    await post('Profiler.enable');
    await post('Profiler.start');
    await work();
    const { profile } = await post<{ profile: inspector.Profiler.Profile }>('Profiler.stop');
    return profile.nodes.map(({ callFrame }) => callFrame.functionName);
  } finally {
    session.disconnect();
  }
}
