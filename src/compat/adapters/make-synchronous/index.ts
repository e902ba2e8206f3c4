import type { Anything, Maker } from '../../../patch';
import { channelled } from '../../core/channels';
import { defineAdapter } from '../../core/define';
import { record } from './record';

/** Each function has a worker and one port for replies: calls at the same time get functions of their own, made of the same text. */
const makeSynchronous: Maker = (original, slot) =>
  function makeSynchronous(...args: unknown[]): Anything {
    const make = () => original(...args) as Anything;
    return slot.active ? channelled('make-synchronous', 8, slot, make) : make();
  };

export default defineAdapter({
  ...record,
  files: { 'index.js': { declares: { makeSynchronous } } },
});
