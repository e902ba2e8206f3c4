import { adapters } from './registry';

export const { adapt, unadapt, isAdapted, adaptations } = adapters;
export type { Adaptation, AdaptOptions } from './core/journal';
export type { AdapterRecord } from './core/record';
export { sync, type Sync, type SyncOptions } from './sync';
