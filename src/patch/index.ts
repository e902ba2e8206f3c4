import { journal } from './registry';

export const { patch, unpatch, isPatched, original } = journal;
export { patches } from './registry';
export { watchHub } from './blocking';
