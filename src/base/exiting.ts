/** Whether the process exits: the event loop never turns again. */
export const exiting = (): boolean => (process as { _exiting?: boolean })._exiting === true;
