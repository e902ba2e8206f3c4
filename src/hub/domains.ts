import type * as domainModule from 'node:domain';
import { loadedWatch } from '../base/builtin';

type Domain = domainModule.Domain;

/** The domains that are entered now, the innermost last; null when there are none, or domains are not used. */
export type EnteredDomains = readonly Domain[] | null;

/** Asked at each switch. */
const areUsed = loadedWatch('domain');

/**
 * Node keeps one stack of entered domains. It belongs to the running code: what a fiber has entered leaves with it and comes back.
 */
function stack(): Domain[] {
  return (require('node:domain') as { _stack: Domain[] })._stack;
}

export function enteredDomains(): EnteredDomains {
  if (!areUsed()) return null;
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
