/** Why a library cannot be tested here: no fault of it. */
export class NotRun extends Error {}
