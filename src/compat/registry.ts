import { Adapters } from './core/journal';
import { libraries } from './libraries';

/** A second copy of the package uses the adapters of the first one. */
export const adapters: Adapters = new Adapters(libraries);
