import { originals } from '../base/originals';
import { hub, type QueuePlace, type Policy, type Ready } from '../hub';
import { ReadyLine } from './line';

/** Of the default queue, and of a task queue that is made without. */
export const USUAL_SHARES = 100;

/** Runs when the last of several places that it stands in has come to its turn. */
class Marker implements Ready {
  left = 0;

  constructor(private readonly ready: Ready) {}

  step(): void {
    if (--this.left === 0) this.ready.step();
  }
}

/** Time by shares, latency classes first, and priorities within a queue. */
class Shares implements Policy {
  readonly #ordinary = new ReadyLine(USUAL_SHARES, undefined);
  /** Those with something to do. */
  readonly #active = new Set<ReadyLine>();
  #running: ReadyLine | null = null;
  #since = 0;
  /** What the queue that ran last by its shares had used: who wakes up has no claim to time in which it had nothing to do. */
  #clock = 0;
  size = 0;

  #lineOf(place: QueuePlace | null | undefined): ReadyLine {
    return (place?.queue as ReadyLine | null | undefined) ?? this.#ordinary;
  }

  push(ready: Ready): void {
    this.#put(this.#lineOf(ready.place), ready, ready.place?.priority ?? 0);
  }

  #put(line: ReadyLine, ready: Ready, priority: number): void {
    if (line.size === 0) {
      line.used = Math.max(line.used, this.#clock);
      this.#active.add(line);
    }
    line.push(ready, priority, line.latency === undefined ? 0 : originals.now());
    this.size++;
  }

  pushLast(ready: Ready): void {
    const marker = new Marker(ready);
    for (const line of this.#active) {
      for (const { priority, waiting } of line.levels) {
        if (waiting.size === 0) continue;
        marker.left++;
        this.#put(line, marker, priority);
      }
    }
    if (marker.left === 0) this.push(ready);
  }

  next(): Ready | undefined {
    const line = this.#urgentLine() ?? this.#nextByShares();
    if (line === null) return undefined;
    const ready = line.shift();
    this.size--;
    if (line.size === 0) this.#active.delete(line);
    this.#running = line;
    this.#since = originals.now();
    return ready;
  }

  ran(): void {
    if (this.#running === null) return;
    this.#running.used += (originals.now() - this.#since) / this.#running.shares;
    this.#running = null;
  }

  /** A latency class that always has something to do would starve the others: it is at most one slice ahead of its share. */
  #withinShare(line: ReadyLine): boolean {
    return line.used <= this.#clock + hub.slice / line.shares;
  }

  /** The one whose time is up first, if any's is. */
  #urgentLine(): ReadyLine | null {
    let urgent: ReadyLine | null = null;
    let first = originals.now();
    for (const line of this.#active) {
      if (line.latency === undefined || !this.#withinShare(line)) continue;
      const due = line.oldest() + line.latency;
      if (due > first) continue;
      first = due;
      urgent = line;
    }
    return urgent;
  }

  #nextByShares(): ReadyLine | null {
    let least: ReadyLine | null = null;
    for (const line of this.#active) if (least === null || line.used < least.used) least = line;
    if (least !== null) this.#clock = Math.max(this.#clock, least.used);
    return least;
  }

  urgent(place: QueuePlace | null): boolean {
    const mine = this.#lineOf(place);
    for (const line of this.#active) {
      if (line !== mine && line.latency !== undefined && this.#withinShare(line)) return true;
    }
    return mine.hasAbove(place?.priority ?? 0);
  }
}

/** Puts shares and priorities in force, unless a test's order is. */
export function useShares(): void {
  if (hub.policy === null) hub.use(new Shares());
}
