import { defineAdapter } from '../define';
import { oneAtATime } from '../xmlhttprequest/one-at-a-time';

export default defineAdapter({
  library: 'xmlhttprequest-ssl',
  versions: { from: '1.5.0', below: '5.0.0' },
  files: { 'lib/XMLHttpRequest.js': { implements: { '': oneAtATime, XMLHttpRequest: oneAtATime } } },
});
