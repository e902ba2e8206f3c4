import { defineAdapter } from '../define';
import { oneAtATime } from './one-at-a-time';

export default defineAdapter({
  library: 'xmlhttprequest',
  versions: { from: '1.5.0', below: '2.0.0' },
  files: { 'lib/XMLHttpRequest.js': { implements: { XMLHttpRequest: oneAtATime } } },
});
