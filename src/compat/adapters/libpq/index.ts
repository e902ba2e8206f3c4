import { park } from '../../../hub';
import { type Anything, blocking, type Maker } from '../../../patch';
import { defineAdapter } from '../../core/define';
import { type LibpqConnection, conversationOf } from './conversation';
import { record } from './record';

/** A call that blocks, by the one that sends the same and checks its arguments alike. */
const sending = (send: string): Maker =>
  blocking((original, slot) => {
    const sender = slot.found('prototype') as unknown as Record<string, Anything> | undefined;
    if (typeof sender?.[send] !== 'function') return null;
    return function execute(this: LibpqConnection, ...args: unknown[]): void {
      const send_ = () => Reflect.apply(sender[send]!, this, args) as boolean;
      conversationOf(this).execute(`libpq ${original.name || slot.label}`, send_);
    };
  });

/** The library's own thread connects. */
const connectSync: Maker = blocking(
  () =>
    function connectSync(this: LibpqConnection, params?: string): void {
      const connected = park<boolean>({
        what: 'libpq connectSync',
        keepAlive: true,
        start: (waker) => this.connect(params || '', (error) => waker.resolve(!error)),
        late: () => this.finish(),
      });
      if (connected) return;
      const error = new Error(this.errorMessage());
      this.finish();
      throw error;
    },
);

const getResult: Maker = blocking(
  () =>
    function getResult(this: LibpqConnection): boolean {
      return conversationOf(this).result('libpq getResult');
    },
);

const getCopyData: Maker = blocking(
  (original) =>
    function getCopyData(this: LibpqConnection, async?: boolean): unknown {
      if (async) return Reflect.apply(original, this, [async]);
      return conversationOf(this).copyData('libpq getCopyData');
    },
);

/** Who waits for a query on this connection learns that it is closed. */
const finish: Maker = (original) =>
  function finish(this: LibpqConnection): void {
    Reflect.apply(original, this, []);
    conversationOf(this).closed();
  };

/** Bindings to PostgreSQL's C library: `pg-native` is built on it. */
export default defineAdapter({
  ...record,
  files: {
    'index.js': {
      implements: {
        'prototype.connectSync': connectSync,
        'prototype.exec': sending('sendQuery'),
        'prototype.execParams': sending('sendQueryParams'),
        'prototype.prepare': sending('sendPrepare'),
        'prototype.execPrepared': sending('sendQueryPrepared'),
        'prototype.getResult': getResult,
        'prototype.getCopyData': getCopyData,
        'prototype.finish': finish,
      },
    },
  },
});
