import answer from './answer.cjs';

const parse = async (text) => ({ type: 'reply', text: await answer(...text.split(' ')) });
export const languages = [{ name: 'asking', parsers: ['asking'] }];
export const parsers = { asking: { parse, astFormat: 'asking', locStart: () => 0, locEnd: () => 0 } };
export const printers = { asking: { print: ({ node }) => node.text } };
