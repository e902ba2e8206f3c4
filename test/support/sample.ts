/** `GREENPATCH_TEST_ALL=1` runs what is otherwise left out to save time. */
export const RUN_ALL = process.env.GREENPATCH_TEST_ALL === '1';

/**
 * Takes some of all, and says what is left out: a suite that takes samples does not do so silently.
 * @param suite what it is called in the report
 * @param all every place or case
 * @param chosen which of them run
 * @param name what one of them is called in the report
 */
export function sample<T>(
  suite: string,
  all: readonly T[],
  chosen: (one: T) => boolean,
  name: (one: T) => string,
): T[] {
  const taken = RUN_ALL ? [...all] : all.filter((one) => chosen(one));
  const left = all.filter((one) => !taken.includes(one)).map(name);
  if (left.length > 0)
    console.log(
      `${suite}: ${left.length} of ${all.length} left out (GREENPATCH_TEST_ALL=1 runs them): ${left.join('; ')}`,
    );
  return taken;
}
