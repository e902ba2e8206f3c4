'use strict';
// Asks in a terminal, where test/support/terminal.py answers.
exports.open = ({ require, port }) => ({ terminal: require('readline-sync'), port });

exports.blocking = ({ terminal, port }, n, ms) =>
  terminal.question(`answer http://127.0.0.1:${port}/${ms}/reply-${n}%0A? `);
exports.expected = (n) => `reply-${n}`;

/** A question that ends well: what the caller gets, as an error's message, so that both ways are compared. */
const shown = (ask) => (client) => {
  throw new Error(JSON.stringify([ask(client.terminal), client.terminal.getRawInput()]));
};

exports.failures = {
  'a line': shown((terminal) => terminal.question('answer data:,line%0A? ')),
  'an end of file': shown((terminal) => terminal.question('answer data:,%04? ', { defaultInput: 'default' })),
  'a password': shown((terminal) => terminal.question('answer data:,pass%7Fword%0D#raw? ', { hideEchoBack: true })),
  'a silent password': shown((terminal) =>
    terminal.question('answer data:,secret%0D#raw? ', { hideEchoBack: true, mask: '' }),
  ),
  'a key': shown((terminal) => terminal.keyIn('answer data:,xyb#raw? ', { limit: 'abc' })),
  'yes or no': shown((terminal) => terminal.keyInYN('answer data:,n#raw? ')),
  'one of several': shown((terminal) => terminal.keyInSelect(['first', 'second'], 'answer data:,2#raw? ')),
  'a number, at the second try': shown((terminal) => {
    process.stdout.write('answer data:,none%0A? ');
    return terminal.questionInt('number: ', { limitMessage: 'answer data:,12%0A? ' });
  }),
  'a prompt': shown((terminal) =>
    terminal.prompt({ prompt: 'answer data:,%20prompted%20%0A? ', keepWhitespace: true }),
  ),
  'a dialogue': shown((terminal) => {
    const lines = [];
    const next = (line) => process.stdout.write(`answer data:,${line}%0A? `);
    next('one');
    terminal.promptLoop((line) => {
      lines.push(line);
      if (line === 'one') lines.push(terminal.question('answer data:,within%0A? '));
      next('bye');
      return line === 'bye' || lines.length > 5;
    });
    return [...lines, terminal.prompt()];
  }),
  'a command': shown((terminal) => {
    let seen;
    terminal.setPrompt('answer data:,add%20%22a%20b%22%20c%0A? ');
    terminal.promptCL({ add: (...words) => (seen = words) });
    return seen;
  }),
  'an error in a check': ({ terminal }) =>
    terminal.question('answer data:,line%0A? ', {
      preCheck() {
        throw new RangeError('checked');
      },
    }),
};
