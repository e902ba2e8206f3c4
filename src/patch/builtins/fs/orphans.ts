/** Reads and writes that go on in the thread pool although their fibers were killed, by file descriptor. */
const orphans = new Map<number, { left: number; whenDone: (() => void) | null }>();

/** Notes that work on a file goes on without its fiber. Call the result when it is over. */
export function orphan(fd: number): () => void {
  const entry = orphans.get(fd) ?? { left: 0, whenDone: null };
  entry.left++;
  orphans.set(fd, entry);
  return () => {
    if (--entry.left > 0) return;
    orphans.delete(fd);
    entry.whenDone?.();
  };
}

/**
 * Closes a file as soon as nothing works on it any more, if something does. Closed at once, its number could go to another file
 * before that work is carried out, and the bytes with it.
 * @returns whether the closing was taken over
 */
export function closeLater(fd: unknown, close: (fd: number, done: () => void) => void): boolean {
  const entry = orphans.get(fd as number);
  if (entry === undefined || entry.whenDone !== null) return false;
  entry.whenDone = () => close(fd as number, () => {});
  return true;
}
