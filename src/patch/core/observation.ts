import type { Anything, Slot } from './define';

/** Looks on while a program runs. It has to be there before anything is patched; without one nothing costs more than it did. */
export interface Observer {
  /** Something is about to be patched. */
  patching(): void;
  /**
   * Gives what is installed in the place of a blocking function.
   * @param replacement of that function, which does what has to be done
   */
  wrap(replacement: Anything, slot: Slot): Anything;
}

/** Null in every ordinary program. */
export const observation: { observer: Observer | null } = { observer: null };
