export { watchAddons } from './addons';
export { type Listener, LONG_MS, noteParks, observed } from './calls';
export { type How, Ledger, type LedgerSite } from './ledger';
export { caller, type SourcePlace } from './place';
export { blockingNames, Tripwires } from './tripwires';
export { watchUnyielding } from './unyielding';
