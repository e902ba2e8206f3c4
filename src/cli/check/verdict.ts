import path from 'node:path';
import type { LedgerSite } from '../../observe/watch';
import { type AddonCalls, askForAdapter, knownAddon } from './addons';
import type { Observed } from './run';
import { type Mention, mentionsIn, packageOf, type CheckTarget } from './target';

export type Verdict = 'concurrent' | 'blocks' | 'unknown';

/** Something that was found, and what to do about it. */
export interface Finding {
  /**
   * blocks: no other code ran meanwhile. captured: what was taken from Node before greenpatch, or past it. addon: one of which it is
   * not known what its calls do. incomplete: not all could be seen.
   */
  readonly kind: 'blocks' | 'captured' | 'addon' | 'incomplete';
  readonly text: string;
  readonly advice: string;
}

/** A native addon that was loaded. */
export interface AddonFound {
  readonly file: string;
  /** With its version. */
  readonly package: string | undefined;
  readonly calls: AddonCalls | 'unknown';
  readonly note: string;
}

/** What check has found; with `--json` this is what it prints. */
export interface CheckReport extends Omit<Observed, 'addons'> {
  target: CheckTarget;
  verdict: Verdict;
  findings: Finding[];
  addons: AddonFound[];
  /** Blocking functions that the package's files name and that were not called. */
  mentions: Mention[];
}

const BLOCKS = new Set(['blocked', 'held', 'captured']);
export const blocksOthers = ({ how }: Pick<LedgerSite, 'how'>): boolean => BLOCKS.has(how);

export function reportOn(target: CheckTarget, observed: Observed): CheckReport {
  const moved = movedBy(observed);
  const seen = {
    ...observed,
    sites: observed.sites.filter(({ what }) => !(moved.has('node:sqlite') && isSqlite(what))),
  };
  const called = new Set(seen.sites.map(({ what }) => what));
  const mentions = target.kind === 'package' ? mentionsIn(target.file).filter(({ what }) => !called.has(what)) : [];
  const addons = seen.addons.map(addonFound);
  const findings = [
    ...ofSites(seen.sites),
    ...ofStuck(seen),
    ...seen.bindings.filter(({ name }) => PAST.has(name)).map(ofBinding),
    ...addons.filter((addon) => !moved.has(libraryOf(addon))).flatMap((addon) => ofAddon(addon, seen.sites)),
    ...seen.adaptations.flatMap(ofAdaptation),
    ...ofMentions(mentions),
    ...ofEnding(seen),
  ];
  return { target, verdict: verdictOf(findings), findings, ...seen, addons, mentions };
}

const isSqlite = (what: string): boolean => what.startsWith('sqlite.');

/** Libraries whose calls an adapter has moved to a worker thread. What it calls here itself does not wait. */
function movedBy({ adaptations }: Observed): Set<string> {
  return new Set(adaptations.filter(({ leftAlone }) => leftAlone === undefined).map(({ library }) => library));
}

function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some(({ kind }) => kind === 'blocks')) return 'blocks';
  return findings.length > 0 ? 'unknown' : 'concurrent';
}

/** A place as people read it. */
export function shown({ file, line }: { file: string; line: number }): string {
  const relative = path.isAbsolute(file) ? path.relative(process.cwd(), file) : file;
  const short = relative.startsWith('..') ? file : relative;
  return line > 0 ? `${short}:${line}` : short;
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
const OFFLOAD = 'Run it on a worker thread: offload(...).';
/** Lines that a finding names; the table has more. */
const MOST_PLACES = 3;

/** Why no other code ran meanwhile. */
function explained({ what, how }: Pick<LedgerSite, 'what' | 'how'>): string {
  if (how === 'captured') return 'by way of a function that was taken out of its module before greenpatch was loaded';
  if (how === 'held') return 'and did not park';
  if (isSqlite(what)) return 'and never parks';
  return 'where nothing can be parked: on the hub, or in a listener of what a stream or socket brings';
}

/** Calls of the same function with the same outcome, from whichever lines, are one finding. */
function ofSites(sites: readonly LedgerSite[]): Finding[] {
  const groups = new Map<string, LedgerSite[]>();
  for (const site of sites.filter(blocksOthers)) {
    const key = `${site.how} ${site.what}`;
    groups.set(key, [...(groups.get(key) ?? []), site]);
  }
  return [...groups.values()].map(ofGroup);
}

function ofGroup(group: readonly LedgerSite[]): Finding {
  const [first] = group as [LedgerSite];
  const count = group.reduce((sum, site) => sum + site.count, 0);
  const ms = group.reduce((sum, site) => sum + site.ms, 0);
  const places = group.slice(0, MOST_PLACES).map(shown);
  const more = group.length > places.length ? ` and ${group.length - places.length} more` : '';
  const text = `${first.what} blocked ${times(count)}, ${ms.toFixed(1)} ms in all, at ${places.join(', ')}${more}, ${explained(first)}`;
  return { kind: 'blocks', text, advice: adviceFor(first) };
}

function adviceFor({ what, how }: Pick<LedgerSite, 'what' | 'how'>): string {
  if (how === 'captured')
    return 'Load greenpatch before whatever takes the function: node -r greenpatch, or first in NODE_OPTIONS.';
  if (isSqlite(what)) return `There is no form of it that yields. ${askForAdapter('node:sqlite')}`;
  if (how === 'blocked') return 'Call it in a fiber: spawn(() => ...).';
  return `There is no form of it that yields here. ${OFFLOAD}`;
}

function ofStuck({ stuck, ending }: Observed): Finding[] {
  if (stuck === null || ending === 'exit') return [];
  const text = `${stuck.what} had not returned at ${shown(stuck.place)} when the program was ended, ${explained(stuck)}`;
  return [{ kind: 'blocks', text, advice: adviceFor(stuck) }];
}

/** Internal modules with functions that block. */
const PAST = new Set(['crypto', 'fs', 'fs_dir', 'spawn_sync', 'zlib']);

function ofBinding(binding: Observed['bindings'][number]): Finding {
  const text = `process.binding('${binding.name}') is used at ${shown(binding)}: its functions go past all patches`;
  return { kind: 'captured', text, advice: 'Use the public module instead, or a version of the library that does.' };
}

/** What owns an addon, without its version. */
const libraryOf = ({ package: owner = '' }: Pick<AddonFound, 'package'>): string => owner.replace(/(.)@.*$/, '$1');

const addonOf = (owner: string | undefined) => knownAddon(libraryOf({ package: owner }));

function addonFound(file: string): AddonFound {
  const owner = packageOf(file);
  const known = addonOf(owner);
  const { calls, note } = known ?? { calls: 'unknown' as const, note: 'nothing is known about its calls' };
  return { file, package: owner, calls, note };
}

function ofAddon({ file, package: owner, calls, note }: AddonFound, sites: readonly LedgerSite[]): Finding[] {
  const name = path.basename(file);
  const what = `the native addon ${name}${owner === undefined ? '' : ` of ${owner}`}`;
  const used = sites.some((site) => site.what.startsWith(`${name} `));
  if (calls === 'blocking' && used) {
    return [{ kind: 'blocks', text: `${what}: ${note}`, advice: addonOf(owner)?.advice ?? OFFLOAD }];
  }
  if (calls === 'asynchronous' || calls === 'short') return [];
  const advice =
    'What its calls do inside, no patch can change. Exercise them under check; offload(...) those that take long.';
  return [{ kind: 'addon', text: `${what}: ${note}`, advice }];
}

function ofAdaptation({ library, version, leftAlone }: Observed['adaptations'][number]): Finding[] {
  if (leftAlone === undefined) return [];
  const text = `${library} ${version ?? ''} is not adapted: ${leftAlone}`;
  return [{ kind: 'incomplete', text, advice: 'Install a version that the adapter knows.' }];
}

function ofMentions(mentions: readonly Mention[]): Finding[] {
  if (mentions.length === 0) return [];
  const text = `its files name ${mentions.length} blocking functions that were not called when it was loaded`;
  return [{ kind: 'incomplete', text, advice: 'Check a script that uses the package.' }];
}

function ofEnding({ engine, error, ending, code, signal }: Observed): Finding[] {
  const incomplete = (text: string, advice: string): Finding[] => [{ kind: 'incomplete', text, advice }];
  if (ending === 'not started') return incomplete('the program could not be started', 'See what is said above.');
  if (engine === null) return incomplete('nothing was patched', 'Run "greenpatch doctor".');
  const rest = 'What would have come after that was not seen.';
  if (error !== null) return incomplete(`the program failed: ${error.name}: ${firstLine(error.message)}`, rest);
  if (ending === 'signal') return incomplete(`the program was ended by the signal ${signal}`, rest);
  return ending === 'exit' && code !== 0 ? incomplete(`the program ended with exit code ${code}`, rest) : [];
}

const firstLine = (text: string) => text.split('\n', 1)[0]!;

/** Why nothing at all can be said; undefined when something can. */
export function notLoaded({ target, error, ending, engine, output }: CheckReport): string | undefined {
  if (ending === 'not started') return `the program could not be started: ${output}`;
  if (error !== null) {
    const atLoad = target.kind === 'package' || (error.name === 'SyntaxError' && !error.ownFrames);
    if (atLoad || /^(ERR_)?MODULE_NOT_FOUND$/.test(error.code ?? ''))
      return `${target.name} cannot be loaded: ${error.name}: ${firstLine(error.message)}`;
  }
  return engine === null
    ? 'no engine for fibers works here, so nothing was patched: run "greenpatch doctor".'
    : undefined;
}
