import { note } from '../../../kit.js';

note('required module');
export const value = 'required';
