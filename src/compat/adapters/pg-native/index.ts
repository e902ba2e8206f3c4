import { defineAdapter } from '../../core/define';
import { unlessItLoads } from '../../core/unless-it-loads';
import { nativeOn } from './client';
import { findPg } from './find-pg';
import { record } from './record';

/** Where libpq's addon does not load, `pg` stands for it. Where it does, the adapter of `libpq` makes it park. */
export default defineAdapter({
  ...record,
  files: {
    'index.js': {
      provide: unlessItLoads((error) => {
        try {
          return nativeOn(findPg([]));
        } catch {
          throw error;
        }
      }),
    },
  },
});
