/** What a queue keeps its items in. */
export interface Store<T> {
  readonly size: number;
  push(item: T): void;
  /** Takes the item whose turn it is. There is one. */
  shift(): T;
  peek(): T;
  /** Takes an item back that had been taken: it comes first again. */
  unshift(item: T): void;
}

/** Below this a list is not tidied: it is not worth it. */
const TIDY_FROM = 64;

/** First in, first out. */
export class Fifo<T> implements Store<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T {
    const item = this.#items[this.#head] as T;
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items.length = this.#head = 0;
    } else if (this.#head > TIDY_FROM && this.#head * 2 > this.#items.length) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
    return item;
  }

  peek(): T {
    return this.#items[this.#head] as T;
  }

  unshift(item: T): void {
    if (this.#head > 0) this.#items[--this.#head] = item;
    else this.#items.unshift(item);
  }
}

/** Last in, first out. */
export class Lifo<T> implements Store<T> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T {
    return this.#items.pop() as T;
  }

  peek(): T {
    return this.#items.at(-1) as T;
  }

  unshift(item: T): void {
    this.#items.push(item);
  }
}

/** Negative when `a` goes first, positive when `b` does. */
export type Compare<T> = (a: T, b: T) => number;

interface Ranked<T> {
  readonly item: T;
  /** Among equals the one that came first. */
  readonly nth: number;
}

/** The smallest first: a binary heap. */
export class Heap<T> implements Store<T> {
  readonly #items: Ranked<T>[] = [];
  #pushed = 0;
  #returned = 0;

  constructor(private readonly compare: Compare<T>) {}

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    this.#add({ item, nth: ++this.#pushed });
  }

  unshift(item: T): void {
    this.#add({ item, nth: --this.#returned });
  }

  peek(): T {
    return this.#items[0]!.item;
  }

  shift(): T {
    const items = this.#items;
    const first = items[0]!;
    const last = items.pop()!;
    if (items.length > 0) {
      items[0] = last;
      this.#sink();
    }
    return first.item;
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#items[a]!, this.#items[b]!];
    const order = this.compare(x.item, y.item);
    return order < 0 || (order === 0 && x.nth < y.nth);
  }

  #swap(a: number, b: number): void {
    const items = this.#items;
    [items[a], items[b]] = [items[b]!, items[a]!];
  }

  #add(ranked: Ranked<T>): void {
    let at = this.#items.push(ranked) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && this.#before(at, parent); parent = (at - 1) >> 1) {
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    const { length } = this.#items;
    for (let at = 0; ;) {
      let child = 2 * at + 1;
      if (child >= length) return;
      if (child + 1 < length && this.#before(child + 1, child)) child++;
      if (!this.#before(child, at)) return;
      this.#swap(child, at);
      at = child;
    }
  }
}
