/** Where a fiber stands in line when there are task queues or priorities. */
export interface QueuePlace {
  /** The task queue, of `src/sync`. Null is the default one. */
  readonly queue: object | null;
  /** Within its queue; the higher one goes first. */
  readonly priority: number;
}
