import { type EventEmitter, once as onceAsync } from 'node:events';
import { withTimeout } from '../../hub';
import type { Anything } from '../core/define';
import { abortable, settled } from './cancellable';
import { checkOptions, checkSignal, checkTime } from './checks';

const ONCE = 'events.onceSync';

function once(emitter: EventEmitter, name: string, given: unknown): unknown {
  const options = checkOptions(given, ONCE);
  const user = checkSignal(options.signal, ONCE);
  const timeout = checkTime('options.timeout', options.timeout ?? 0, ONCE);
  const listen = (signal: AbortSignal) => onceAsync(emitter, name, { signal });
  const run = () => abortable(user, ONCE, () => settled(listen, ONCE));
  if (timeout === 0) return run();
  const message = `${ONCE} was ended: the event ${String(name)} did not come within ${timeout} ms.`;
  return withTimeout(timeout, run, { message });
}

export const calls: Record<string, Anything> = { [ONCE]: once };
