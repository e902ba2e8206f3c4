// A parser that asks the slow server, as the comment says, and has the reply printed instead.
import get from '../harness/http-get.cjs';

const ASK = /^\/\/ ask (\d+) (\d+) (\S+)/;
const parse = async (text) => {
  const [, ...args] = ASK.exec(text) ?? [];
  return { type: 'reply', text: args.length > 0 ? `// ${await get.promised(...args)}` : text };
};
export const languages = [{ name: 'asking', parsers: ['asking'] }];
export const parsers = { asking: { parse, astFormat: 'asking', locStart: () => 0, locEnd: () => 0 } };
export const printers = { asking: { print: ({ node }) => node.text } };
