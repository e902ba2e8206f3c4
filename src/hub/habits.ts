// Entry points that adapt (GREENPATCH_ENTRIES=adapt): a listener that has made no blocking call for long is called on the hub, which costs
// what a plain call does, until it makes one. See docs/internals/hub.md.
import type { Callable } from '../base/callable';
import { setting } from '../base/config';
import { Coroutine } from '../fiber';
import { StackNote } from './site';

/** So many calls in a row without a blocking call, and the next one is made on the hub. */
const ENOUGH = 1000;
/** Frames that are looked through for the program's own. */
const FRAMES = 30;

/** What the calls of one listener have done so far: a callback, the listeners of an event, the drains of a queue. */
export class Habit {
  /** Calls in a row that made no blocking call; below 0 once one has been made on the hub: it stays in fibers. */
  #quiet = 0;

  /** @param onReturn called when it goes back to fibers for good */
  constructor(readonly onReturn?: () => void) {}

  get onHub(): boolean {
    return this.#quiet >= ENOUGH;
  }

  /** One call in a fiber has come back: it has made a blocking call, or it has not. */
  note(blocks: boolean): void {
    if (this.#quiet < 0) return;
    this.#quiet = blocks ? 0 : this.#quiet + 1;
  }

  /** It makes a blocking call on the hub. */
  returnToFibers(): void {
    this.#quiet = -1;
    this.onReturn?.();
  }
}

/** A call on the hub that is under way. */
export interface Running {
  readonly habit: Habit;
  readonly name: string;
}

/** The habits of this thread. */
class Habits {
  readonly on: boolean = setting('ENTRIES') === 'adapt';
  /** Whose call on the hub is under way, and its name. */
  running: Habit | null = null;
  name = '';
  /** Tells that of a call which nothing has noted, where there may be such calls: ticks and promise jobs that Node runs itself. */
  unnoted: (() => Running | null) | null = null;
  readonly #ofFunctions = new WeakMap<object, Habit>();
  readonly #ofEvents = new WeakMap<object, Map<unknown, { listeners: readonly unknown[]; habit: Habit }>>();

  /** Whether a call on the hub may be under way. */
  get mayRun(): boolean {
    return this.running !== null || this.unnoted !== null;
  }

  /** That of a callback; null where entry points do not adapt. */
  of(callback: object): Habit | null {
    if (!this.on) return null;
    let habit = this.#ofFunctions.get(callback);
    if (habit === undefined) this.#ofFunctions.set(callback, (habit = new Habit()));
    return habit;
  }

  /** That of an event's listeners, as long as they are the same. */
  ofEvent(emitter: object, type: string | symbol): Habit | null {
    if (!this.on) return null;
    const listeners = (emitter as { _events?: Record<string | symbol, unknown> })._events?.[type];
    if (typeof listeners === 'function') return this.of(listeners);
    return Array.isArray(listeners) ? this.#ofSeveral(emitter, type, listeners) : null;
  }

  #ofSeveral(emitter: object, type: string | symbol, listeners: readonly unknown[]): Habit {
    let events = this.#ofEvents.get(emitter);
    if (events === undefined) this.#ofEvents.set(emitter, (events = new Map()));
    const known = events.get(type);
    if (known !== undefined && same(known.listeners, listeners)) return known.habit;
    const habit = new Habit();
    events.set(type, { listeners: [...listeners], habit });
    return habit;
  }

  /** Makes a call on the hub. */
  call(habit: Habit, name: string, fn: Callable, thisArg: unknown, args: readonly unknown[]): unknown {
    const { running, name: outer } = this;
    this.running = habit;
    this.name = name;
    try {
      return Reflect.apply(fn, thisArg, args);
    } finally {
      this.running = running;
      this.name = outer;
    }
  }

  /** A blocking call is made where nothing can park. The first one of a listener that has been taken to the hub is named. */
  noteBlocking(): void {
    if (!this.mayRun || Coroutine.current !== null) return;
    const { habit, name } =
      this.running === null ? (this.unnoted!() ?? NOBODY) : { habit: this.running, name: this.name };
    if (habit === null || !habit.onHub) return;
    habit.returnToFibers();
    const [where = '<unknown>'] = StackNote.here(FRAMES, this.noteBlocking).lines(1);
    process.emitWarning(
      `An entry point (${name}) that had made no blocking call ${ENOUGH} times in a row has made one on the hub, ${where}. ` +
        'From its next call on it runs in fibers again (GREENPATCH_ENTRIES=adapt).',
      { type: 'GreenpatchWarning', code: 'GREENPATCH_ENTRY_BLOCKED' },
    );
  }
}

const NOBODY = { habit: null, name: '' };

function same(one: readonly unknown[], other: readonly unknown[]): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}

export const habits: Habits = new Habits();
