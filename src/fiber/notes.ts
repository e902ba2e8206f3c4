// What a fault in a guard zone is told with: native/guard_fault.h reads this memory, and nothing else, when it happens.

const WORDS = 16;
const FIBER = 0;
const NAME = 1;
const UNGUARDED = 2;
/** Two words of a note are kept as one number meanwhile. */
const WORD = 2 ** 32;
const NAMES = 64;
const NAME_BYTES = 64;
const TEXT_AT = 5;
/** More names than any program has at a time; those that are made for each fiber would fill the memory otherwise. */
const MOST_NUMBERS = 1024;

/** A note of which fiber runs. */
export class FaultNotes {
  // Plain names: see Park.
  private readonly words: Uint32Array;
  private readonly bytes: Uint8Array;
  private readonly numbers = new Map<string, number>();
  private last = 0;
  /** Most of those that run one after another have one of two names: an event's, and that of the ticks behind it. */
  private latest = '';
  private latestNumber = 0;
  private earlier = '';
  private earlierNumber = 0;

  constructor(memory: ArrayBuffer) {
    this.words = new Uint32Array(memory, 0, WORDS);
    this.bytes = new Uint8Array(memory, WORDS * Uint32Array.BYTES_PER_ELEMENT, NAMES * NAME_BYTES);
  }

  /** How many stacks have no guard zone. */
  get unguarded(): number {
    return this.words[UNGUARDED]!;
  }

  /**
   * A fiber runs from now on.
   * @param id 0 for one that has none yet
   * @returns what `restore` takes when it runs no longer
   */
  begin(id: number, name: string): number {
    const words = this.words;
    // On the hub there is none.
    const outer = words[NAME] === 0 ? 0 : words[FIBER]! + words[NAME]! * WORD;
    words[FIBER] = id;
    words[NAME] = this.number(name);
    return outer;
  }

  restore(outer: number): void {
    const { words } = this;
    if (outer === 0) {
      words[FIBER] = words[NAME] = 0;
    } else {
      words[FIBER] = outer;
      words[NAME] = outer / WORD;
    }
  }

  /** The running one has got an id. */
  identify(id: number): void {
    this.words[FIBER] = id;
  }

  /** The number of a name. The memory holds the last 64 names that have got one. */
  private number(name: string): number {
    if (name === this.latest) return this.latestNumber;
    const { latest, latestNumber } = this;
    this.latestNumber = name === this.earlier ? this.earlierNumber : (this.numbers.get(name) ?? this.add(name));
    this.latest = name;
    this.earlier = latest;
    this.earlierNumber = latestNumber;
    return this.latestNumber;
  }

  private add(name: string): number {
    if (this.numbers.size >= MOST_NUMBERS) this.numbers.clear();
    const number = ++this.last;
    this.numbers.set(name, number);
    const at = (number % NAMES) * NAME_BYTES;
    const length = Math.min(name.length, NAME_BYTES - TEXT_AT);
    for (let i = 0; i < 4; i++) this.bytes[at + i] = (number >>> (8 * i)) & 255;
    this.bytes[at + 4] = length;
    for (let i = 0; i < length; i++) {
      const code = name.charCodeAt(i);
      this.bytes[at + TEXT_AT + i] = code >= 32 && code < 127 ? code : 63; // '?'
    }
    return number;
  }
}
