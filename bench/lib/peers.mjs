// Who runs a step: the name of a peer and the kit give a command, or the reason why there is none.
import { here } from './child.mjs';

const node = (kit, flags, file, args) => ({ file: kit.node.path, args: [...flags, file, ...args] });

const peers = {
  greenpatch: {
    needs: ['greenpatch'],
    command: (kit, flags, stem, args) => node(kit, flags, `${stem}greenpatch.js`, args),
  },
  // The calls that greenpatch adds to Node's modules, which are there once it is loaded.
  straight: {
    needs: ['greenpatch'],
    command: (kit, flags, stem, args) => node(kit, [...flags, '-r', kit.greenpatch.entry], `${stem}straight.js`, args),
  },
  'fibers@14': {
    needs: ['fibers'],
    command: (kit, flags, stem, args) => ({
      file: kit.fibers.path,
      args: [...flags, `${stem}fibers.js`, ...args],
      env: { NODE_PATH: kit.fibers.modules },
    }),
  },
  // Not gevent.py: a program's own folder comes first when Python imports.
  gevent: {
    needs: ['gevent'],
    command: (kit, flags, stem, args) => ({
      file: kit.gevent.path,
      args: ['-B', `${stem}greenlets.py`, ...args],
      env: { PYTHONPATH: here },
    }),
  },
  async: { needs: [], command: (kit, flags, stem, args) => node(kit, flags, `${stem}async.js`, args) },
  callback: { needs: [], command: (kit, flags, stem, args) => node(kit, flags, `${stem}callback.js`, args) },
  // The blocking calls of Node itself.
  plain: { needs: [], command: (kit, flags, stem, args) => node(kit, flags, `${stem}plain.js`, args) },
};

// The same program plain and preloaded: nothing but `-r greenpatch` differs. The usual server takes no arguments.
const samePrograms = ['http', 'same', 'timed'];
const hasOwnPrograms = ['straight', 'async'];
const program = (stem, args) => (args.length > 0 ? args : [`${stem}server.js`]);
const preload = (env) => ({
  needs: ['greenpatch'],
  command: (kit, flags, stem, args) => ({
    file: kit.node.path,
    args: ['-r', kit.greenpatch.entry, ...flags, ...program(stem, args)],
    env,
  }),
});
const preloaded = {
  ...peers,
  greenpatch: preload({}),
  // Entry points that have made no blocking call for long are called without a fiber.
  adapt: preload({ GREENPATCH_ENTRIES: 'adapt' }),
  plain: {
    needs: [],
    command: (kit, flags, stem, args) => ({ file: kit.node.path, args: [...flags, ...program(stem, args)] }),
  },
};

const clients = { echo: ['echoClient'], http: ['httpClient'], pg: ['postgres'] };

/** `{ file, args, env }` of a step, or `{ missing: why }`. */
export function commandOf(step, kit) {
  const { kind, name } = step.workload;
  const peer = (samePrograms.includes(kind) && !hasOwnPrograms.includes(step.peer) ? preloaded : peers)[step.peer];
  const lacking = [...peer.needs, ...(clients[kind] ?? [])].find((part) => kit[part].missing);
  if (lacking) return { missing: kit[lacking].missing };
  const command = peer.command(kit, step.flags, `${name}/`, step.args.map(String));
  return kind === 'pg' ? { ...command, env: { ...command.env, ...kit.postgres.env } } : command;
}

/** A command as one line to be read, or pasted in bench/. */
export function shown({ file, args, env = {} }) {
  const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`);
  return [...Object.entries(env).map(([key, value]) => `${key}=${value}`), file, ...args].map(quoted).join(' ');
}
