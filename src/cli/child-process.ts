/** How much of what a child has written is kept: its end, in characters. */
export const SHOWN_OUTPUT = 4000;

/** Options of this Node that a child shares: all but those of the debugger, whose port is taken. */
export const sharedFlags = (): string[] => process.execArgv.filter((flag) => !flag.startsWith('--inspect'));
