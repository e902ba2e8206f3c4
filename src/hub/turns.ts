import { housekeeping } from '../fiber';

/**
 * Called before (false) and after (true) each turn of the event loop's polling, on the hub. What Node has run since the call
 * before lies between the two: timers in front of a `false`, everything else in front of a `true` or behind it.
 */
export type TurnWatcher = (polled: boolean) => void;

const watchers = new Set<TurnWatcher>();

function turn(polled: boolean): void {
  for (const watcher of [...watchers]) watcher(polled);
}

/** Has `watcher` called at every turn of the loop, which that does not keep alive. Undone by `unwatchTurns`. */
export function watchTurns(watcher: TurnWatcher): void {
  watchers.add(watcher);
  if (watchers.size === 1) housekeeping.onTurn(turn);
}

export function unwatchTurns(watcher: TurnWatcher): void {
  if (watchers.delete(watcher) && watchers.size === 0) housekeeping.onTurn(null);
}
