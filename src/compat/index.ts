import { adapters } from './registry';

export const { adapt, unadapt, isAdapted, adaptations } = adapters;
export type { Adaptation, AdaptOptions } from './journal';
export { sync, type Sync, type SyncOptions } from './sync';
