import type * as domainModule from 'node:domain';

type Domain = domainModule.Domain;

/** The domains that are entered now, the innermost last; null when there are none, or domains are not used. */
export type EnteredDomains = readonly Domain[] | null;

const { moduleLoadList } = process as unknown as { moduleLoadList: readonly string[] };
/** Whether the module is among those that Node has loaded so far: this is asked at each switch. */
const domains: { loaded: boolean; seen: number } = { loaded: false, seen: 0 };

function look(): void {
  for (; domains.seen < moduleLoadList.length; domains.seen++) {
    if (moduleLoadList[domains.seen] === 'NativeModule domain') domains.loaded = true;
  }
}

/**
 * Node keeps one stack of entered domains. It belongs to the running code: what a fiber has entered leaves with it and comes back.
 */
function stack(): Domain[] {
  return (require('node:domain') as { _stack: Domain[] })._stack;
}

export function enteredDomains(): EnteredDomains {
  if (domains.seen !== moduleLoadList.length) look();
  if (!domains.loaded) return null;
  // The property is there once the module has been evaluated.
  const { domain } = process as { domain?: Domain | null };
  return domain ? [...stack()] : null;
}

/** Makes these the entered ones. */
export function enterDomains(wanted: EnteredDomains): void {
  if (wanted === null && enteredDomains() === null) return;
  const now = stack();
  while (now.length > 0) now[now.length - 1]!.exit();
  for (const domain of wanted ?? []) domain.enter();
}
