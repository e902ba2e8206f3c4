import { nativeOn } from '../../client';
import { findPg, notFound } from '../../find-pg';

// What `require('pg-native')` finds where the package is not installed. It is looked at for each `require`, because `pg` itself asks
// for it, too, and takes another way when it is not there.
delete require.cache[module.filename];
const asking = module.parent?.filename;
if (asking != null && /[\\/]pg[\\/]lib[\\/]native[\\/]/.test(asking)) throw notFound("Cannot find module 'pg-native'");

export = nativeOn(findPg([asking ?? undefined]));
