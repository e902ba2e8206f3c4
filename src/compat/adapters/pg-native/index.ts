import { defineAdapter } from '../../core/define';
import { unlessItLoads } from '../../core/unless-it-loads';
import { nativeOn } from './client';
import { findPg } from './find-pg';

/** Where libpq's addon does not load, `pg` stands for it. Where it does, the adapter of `libpq` makes it park. */
export default defineAdapter({
  library: 'pg-native',
  versions: { from: '3.0.0', below: '4.0.0' },
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
