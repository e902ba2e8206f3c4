// The part of the API that is loaded late: src/sync, which few programs need at once. `scripts/lazy.mjs` makes a getter of each of
// these names, which loads its module at first use: a program that is preloaded should not pay for it.
export * from './sync';
