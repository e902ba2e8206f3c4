import { definePatch } from '../core/define';
import { FoundPrototypes } from '../core/found-prototypes';
import { holding } from '../core/holding';

/**
 * SQLite calls the program's functions, and Node the getters of what is bound and of options, in the midst of a statement. Were the fiber
 * parked there, another one could close the database or reset the statement, and Node would go on with memory that is no more.
 */
const held = holding();
const others = new FoundPrototypes('sqlite', held);
const giving = others.giving(held);

export default definePatch({
  module: 'sqlite',
  implements: {
    'DatabaseSync.prototype.aggregate': held,
    'DatabaseSync.prototype.applyChangeset': held,
    'DatabaseSync.prototype.close': held,
    'DatabaseSync.prototype.createModule': held,
    'DatabaseSync.prototype.createSession': giving,
    'DatabaseSync.prototype.createTagStore': giving,
    'DatabaseSync.prototype.deserialize': held,
    'DatabaseSync.prototype.exec': held,
    'DatabaseSync.prototype.function': held,
    'DatabaseSync.prototype.open': held,
    'DatabaseSync.prototype.prepare': held,
    'DatabaseSync.prototype.serialize': held,
    'StatementSync.prototype.all': held,
    'StatementSync.prototype.get': held,
    'StatementSync.prototype.iterate': giving,
    'StatementSync.prototype.run': held,
    'iterators, sessions and tags': others,
  },
  passThrough: ['Database', 'Session', 'Statement', 'backup', 'constants'],
  refuses: {
    DatabaseSync: 'works on the calling thread and has no asynchronous form; from Node 26.12 on it is called Database',
  },
});
