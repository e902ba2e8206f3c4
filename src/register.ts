// What `greenpatch/register` loads, by itself or through index.ts: it patches, and exports nothing.
import { setting } from './base/config';
import { hideModules } from './base/hidden-modules';
import { isHooksThread } from './base/hooks-thread';
import { isOffloadWorker } from './base/offload-worker';
import { engineStatus, inOneInquiry, noEngine, startPool } from './fiber';
import { expectMain, watchForDeadlock } from './hub';
import { adapt } from './compat';
import { monitorHub } from './observe';
import { patch } from './patch';

/** What `node -r greenpatch` and `require('greenpatch')` do: patches, and a main fiber for a main module yet to come. */
function register(): true {
  if (isOffloadWorker() || isHooksThread()) return true;
  const status = engineStatus();
  if (status.engine === null) {
    const error = noEngine(status);
    if (setting('REQUIRE')) throw error;
    if (setting('ENGINE') !== 'off') {
      const text = `${error.message} The program runs unpatched: what blocks, blocks everything.`;
      process.emitWarning(text, { type: 'GreenpatchWarning', code: error.code });
    }
    return true;
  }
  warnOfMissing(status.engine.binding.missing());
  startPool(status.engine.binding);
  inOneInquiry(() => {
    if (process.mainModule === undefined) expectMain();
    patch();
  });
  watchForDeadlock();
  adapt();
  monitorHub();
  if (process.mainModule === undefined) hideModules();
  return true;
}

function warnOfMissing(parts: readonly string[]): void {
  if (parts.length === 0) return;
  const text = `Off on this Node: ${parts.join('; ')}. Run \`npx greenpatch doctor\`.`;
  process.emitWarning(text, { type: 'GreenpatchWarning', code: 'GREENPATCH_PROBES' });
}

register();
