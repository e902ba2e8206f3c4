import tls from 'node:tls';
import type { Anything } from '../core/define';
import { connected } from './sockets';

const CONNECT = 'tls.connectSync';

export const calls: Record<string, Anything> = {
  [CONNECT]: (...args: [any]) => connected(tls.connect(...args), 'secureConnect', CONNECT),
};
