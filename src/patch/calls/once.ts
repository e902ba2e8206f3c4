import { type EventEmitter, once as onceAsync } from 'node:events';
import { wait, withTimeout } from '../../hub';
import type { Anything } from '../define';
import { abortable, cancellable } from './cancellable';
import { checkOptions, checkSignal, checkTime } from './checks';
import { raised } from './errors';

const ONCE = 'events.onceSync';

function once(emitter: EventEmitter, name: string, given: unknown): unknown {
  const options = checkOptions(given, ONCE);
  const user = checkSignal(options.signal, ONCE);
  const timeout = checkTime('options.timeout', options.timeout ?? 0, ONCE);
  const listen = (signal: AbortSignal) => {
    const event = onceAsync(emitter, name, { signal });
    event.catch(() => {}); // of the one that is taken back
    return wait(event);
  };
  const run = () => abortable(user, ONCE, () => cancellable(listen));
  try {
    if (timeout === 0) return run();
    const message = `${ONCE} was ended: the event ${String(name)} did not come within ${timeout} ms.`;
    return withTimeout(timeout, run, { message });
  } catch (error) {
    throw raised(error, ONCE);
  }
}

export const calls: Record<string, Anything> = { [ONCE]: once };
