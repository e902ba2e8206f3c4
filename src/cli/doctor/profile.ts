import type inspector from 'node:inspector';

type Profile = inspector.Profiler.Profile;

/** Runs `work` under the CPU profiler of this process. */
export async function profile(work: () => PromiseLike<unknown>): Promise<Profile> {
  // Required late: a Node built without inspector has no such module.
  const { Session } = require('node:inspector') as typeof inspector;
  const session = new Session();
  session.connect();
  const post = <T>(method: string): Promise<T> =>
    new Promise((resolve, reject) =>
      session.post(method, (error, result) => (error ? reject(error) : resolve(result as T))),
    );
  try {
    await post('Profiler.enable');
    await post('Profiler.start');
    await work();
    return (await post<{ profile: Profile }>('Profiler.stop')).profile;
  } finally {
    session.disconnect();
  }
}

/** How many samples found the thread in a function, or in what that called. */
export function samplesIn({ nodes }: Profile, functionName: string): number {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const samplesBelow = (id: number): number => {
    const { hitCount = 0, children = [] } = byId.get(id)!;
    return children.reduce((sum, child) => sum + samplesBelow(child), hitCount);
  };
  return nodes
    .filter(({ callFrame }) => callFrame.functionName === functionName)
    .reduce((sum, { id }) => sum + samplesBelow(id), 0);
}
