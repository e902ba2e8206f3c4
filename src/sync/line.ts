import type { Ready } from '../hub';
import { Fifo } from './store';

/** What is ready, with the time since when it has been. */
interface QueuedReady {
  readonly ready: Ready;
  readonly since: number;
}

/** What is ready in one task queue, by priority. */
export class ReadyLine {
  /** The highest priority first. */
  readonly levels: { readonly priority: number; readonly waiting: Fifo<QueuedReady> }[] = [];
  /** Time used, divided by the shares. */
  used = 0;
  size = 0;

  constructor(
    readonly shares: number,
    readonly latency: number | undefined,
  ) {}

  push(ready: Ready, priority: number, since: number): void {
    this.size++;
    this.#level(priority).push({ ready, since });
  }

  /** The first of those with the highest priority. There is one. */
  shift(): Ready {
    this.size--;
    return this.levels.find(({ waiting }) => waiting.size > 0)!.waiting.shift().ready;
  }

  /** When the one that has been ready longest became so. */
  oldest(): number {
    let since = Infinity;
    for (const { waiting } of this.levels) if (waiting.size > 0) since = Math.min(since, waiting.peek().since);
    return since;
  }

  /** Whether anything with a higher priority is ready. */
  hasAbove(priority: number): boolean {
    return this.levels.some((level) => level.priority > priority && level.waiting.size > 0);
  }

  #level(priority: number): Fifo<QueuedReady> {
    const { levels } = this;
    let at = 0;
    while (at < levels.length && levels[at]!.priority > priority) at++;
    if (levels[at]?.priority !== priority) levels.splice(at, 0, { priority, waiting: new Fifo() });
    return levels[at]!.waiting;
  }
}
