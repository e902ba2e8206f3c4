import type * as domainModule from 'node:domain';

type Domain = domainModule.Domain;

/** The domains that are entered now, the innermost last; null when there are none, or nobody uses domains. */
export type EnteredDomains = readonly Domain[] | null;

/**
 * Node keeps one stack of entered domains. It belongs to whoever runs: what a fiber has entered leaves with it and comes back.
 */
function stack(): Domain[] {
  return (require('node:domain') as { _stack: Domain[] })._stack;
}

export function enteredDomains(): EnteredDomains {
  // The property is there once somebody has loaded the module.
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
