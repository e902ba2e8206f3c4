// What `greenpatch check` preloads first of all into the program's process. It reports on file descriptor 3, a JSON line each.
import fs from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { originals } from '../../base/originals';
import { OWN_CODE } from '../../base/package-root';
import { adaptations } from '../../compat';
import { engineStatus } from '../../fiber';
import {
  caller,
  type How,
  Ledger,
  type Listener,
  noteParks,
  observed,
  type SourcePlace,
  Tripwires,
  watchAddons,
  watchUnyielding,
} from '../../observe/watch';
import { filesAtOnce, observation } from '../../patch';
import { type CheckLine, MARK } from './lines';

const REPORTS = 3;
/** How often what has been counted is reported, in ms: the process may be ended at any time. */
const INTERVAL_MS = 100;
/** Calls that may never return are announced, but not each of very many. */
const MOST_ANNOUNCED = 2000;

// Taken before anything is in their place.
const { writeSync } = fs;
const { stringify } = JSON;

class Reporter implements Listener {
  readonly #ledger = new Ledger();
  #announced = 0;
  #adaptations = 0;
  #slowMounts = 0;

  entering(what: string, how: How, place: SourcePlace): void {
    if (this.#announced++ < MOST_ANNOUNCED) this.say({ type: 'entering', what, how, place });
  }

  called(what: string, how: How, place: SourcePlace, ms: number): void {
    const isNew = this.#ledger.add(what, how, place, ms);
    if (isNew) this.flush();
  }

  flush(): void {
    const sites = this.#ledger.takeChanges();
    if (sites.length > 0) this.say({ type: 'sites', sites });
    const adapted = adaptations();
    if (adapted.length !== this.#adaptations) this.say({ type: 'adapted', adaptations: adapted });
    this.#adaptations = adapted.length;
    const mounts = filesAtOnce.slowMounts;
    if (mounts.length !== this.#slowMounts) this.say({ type: 'slow mounts', mounts });
    this.#slowMounts = mounts.length;
  }

  say(line: CheckLine): void {
    try {
      writeSync(REPORTS, `${stringify(line)}\n`);
    } catch {
      // The program has closed it. What is known is known.
    }
  }
}

/** The program, and what it starts, must not see that it is observed. */
function restoreEnvironment(): void {
  const before = JSON.parse(process.env[MARK]!) as string | null;
  delete process.env[MARK];
  if (before === null) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = before;
}

/** Functions that are had from here go past all patches. */
function watchBindings(reporter: Reporter): void {
  const holder = process as unknown as { binding(this: unknown, name: string): unknown };
  const original = holder.binding;
  const told = new Set<string>();
  holder.binding = {
    binding(this: unknown, name: string): unknown {
      const place = caller();
      if (place !== undefined && !told.has(name)) {
        told.add(name);
        reporter.say({ type: 'binding', name: String(name), place });
      }
      return Reflect.apply(original, this, [name]);
    },
  }.binding;
}

function watchErrors(reporter: Reporter): void {
  process.on('uncaughtExceptionMonitor', (thrown: unknown) => {
    const { name, message, code, stack } = (thrown ?? {}) as NodeJS.ErrnoException;
    const frames = String(stack).match(/^ {4}at .*$/gm) ?? [];
    reporter.say({
      type: 'error',
      name: String(name ?? typeof thrown),
      message: String(message ?? thrown),
      code,
      ownFrames: frames.some((frame) => !/node:|\[eval\]|\(<anonymous>\)/.test(frame) && !frame.includes(OWN_CODE)),
    });
  });
}

function watchEnd(reporter: Reporter): void {
  originals.setInterval(() => reporter.flush(), INTERVAL_MS).unref();
  process.on('exit', (code) => {
    reporter.flush();
    reporter.say({ type: 'exit', code });
  });
}

function begin(): void {
  restoreEnvironment();
  const reporter = new Reporter();
  const tripwires = new Tripwires();
  let patched = false;
  observation.observer = {
    patching() {
      tripwires.takeUp();
      const engine = engineStatus().engine?.kind;
      if (engine !== undefined && !patched) reporter.say({ type: 'patched', engine });
      patched = true;
    },
    wrap: (replacement, slot) => observed(reporter, replacement, slot),
  };
  noteParks();
  watchAddons(reporter, (file) => reporter.say({ type: 'addon', file }));
  watchUnyielding(reporter);
  watchBindings(reporter);
  watchErrors(reporter);
  watchEnd(reporter);
  tripwires.lay(reporter);
}

if (isMainThread && process.env[MARK] !== undefined) begin();
