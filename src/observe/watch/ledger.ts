import { siteKey } from '../../base/site-key';
import type { SourcePlace } from './place';

/**
 * What a call did to the others:
 * - parked: its fiber was parked, they ran meanwhile
 * - inline: it was answered at once
 * - early: there was no other code: no other fiber and nothing in the event loop, which had not begun, or the process was about to exit
 * - held: it took long and did not park: no other code ran
 * - blocked: it was made where nothing can be parked, or can never park: no other code ran
 * - captured: the function had been taken out of its module before greenpatch was loaded: no other code ran
 */
export type How = 'parked' | 'inline' | 'early' | 'held' | 'blocked' | 'captured';

/** Calls of one function, from one line, with one outcome. */
export interface LedgerSite extends SourcePlace {
  /** The function: `fs.readFileSync`. */
  readonly what: string;
  readonly how: How;
  count: number;
  /** How long they took together, in ms, parked or not. */
  ms: number;
  longestMs: number;
}

/** More lines than this are not told apart: a program that makes up file names must not fill the memory. */
const MOST_SITES = 1000;

/** Counts calls by what they were and where they came from. */
export class Ledger {
  readonly #sites = new Map<string, LedgerSite>();
  readonly #changed = new Set<LedgerSite>();

  /** @returns whether it is the first one of its kind */
  add(what: string, how: How, place: SourcePlace, ms: number): boolean {
    const site = this.#site(what, how, place);
    site.count++;
    site.ms += ms;
    if (ms > site.longestMs) site.longestMs = ms;
    this.#changed.add(site);
    return site.count === 1;
  }

  /** What has changed since the last time. */
  takeChanges(): LedgerSite[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  #site(what: string, how: How, place: SourcePlace): LedgerSite {
    const full = this.#sites.size >= MOST_SITES;
    const key = siteKey({ what, how, ...place });
    const known = this.#sites.get(key);
    if (known !== undefined) return known;
    const { file, line } = full ? { file: '<other places>', line: 0 } : place;
    const rest = siteKey({ what, how, file, line });
    const site = this.#sites.get(rest) ?? { what, how, file, line, count: 0, ms: 0, longestMs: 0 };
    this.#sites.set(rest, site);
    return site;
  }
}
