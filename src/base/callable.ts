/** Any function that is called with what its caller knows of it. */
export type Callable = (...args: never[]) => unknown;
