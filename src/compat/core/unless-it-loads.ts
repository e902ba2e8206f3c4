/**
 * `provide` for a file that may fail to load, as one does that requires an addon which was not compiled.
 * @param instead gets the error and gives the exports in place of the file's own; what it throws, the program gets
 */
export const unlessItLoads =
  (instead: (error: unknown) => unknown) =>
  (evaluate: () => unknown): unknown => {
    try {
      return evaluate();
    } catch (error) {
      return instead(error);
    }
  };
