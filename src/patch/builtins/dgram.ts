import type dgram from 'node:dgram';
import { builtin } from '../../base/builtin';
import { definePatch } from '../core/define';
import { emitting } from '../core/emitting';

export default definePatch({
  module: 'dgram',
  implements: {
    'Socket.prototype.emit': emitting(() => builtin<typeof dgram>('dgram').Socket.prototype, {
      message: 'dgram message',
      connect: 'dgram connect',
    }),
  },
  passThrough: [
    'Socket',
    'Socket.prototype.bindSync',
    'Socket.prototype.connectSync',
    '_createSocketHandle',
    'createSocket',
  ],
  refuses: {},
});
