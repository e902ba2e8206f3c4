import { note } from '../../../kit.js';

note('failing module');
await null;
throw new Error('failed while it was loaded');
