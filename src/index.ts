import './register';

export * from './exports';
