import { note } from '../../../kit.js';

note('sync module');
export const value = 'sync';
export default class {}
