export { explore, interleave, settle, type ExploreOptions, type Interleaving } from './explore';
export { parksOf, watchParks, type ParkRecord, type ParkWatch } from './parks';
export { seeded } from './random';
export { virtualClock, type VirtualClock } from './virtual-clock';
