import { adapters } from './registry';

export const { adapt, unadapt, isAdapted, adaptations } = adapters;
export type { Adaptation, AdaptOptions } from './core/journal';
export { sync, type Sync, type SyncOptions } from './sync';
