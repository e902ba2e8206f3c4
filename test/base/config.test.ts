import { afterEach, describe, expect, it } from 'vitest';

type Table = Record<string, { summary: string; default: unknown; values: string; parse(text: string): unknown }>;
const { SETTINGS, setting } = require('../../dist/base/config') as {
  SETTINGS: Table;
  setting(name: string): unknown;
};

function thrown(fn: () => unknown): unknown {
  try {
    return void fn();
  } catch (error) {
    return error;
  }
}

/** What each setting accepts, as what, and some of what it refuses. */
const CASES: Record<string, { accepts: [string, unknown][]; refuses: string[] }> = {
  ENGINE: {
    accepts: ['auto', 'switch', 'threads', 'off'].map((name) => [name, name]),
    refuses: ['on', 'AUTO', ' auto', 'auto,off', '0'],
  },
  REQUIRE: {
    accepts: [
      ['1', true],
      ['true', true],
      ['0', false],
      ['false', false],
    ],
    refuses: ['yes', '2', 'TRUE', '-0', '01'],
  },
  MODULES: {
    accepts: ['all', 'none', 'fs', 'fs,net', 'node:fs', 'timers/promises', 'child_process'].map((name) => [name, name]),
    refuses: [',', 'fs,', ',fs', 'fs net', 'fs;net', 'fs,,net'],
  },
  COMPAT: {
    accepts: ['all', 'none', 'fibers', 'fibers,deasync', '@kaciras/deasync', 'wait.for'].map((name) => [name, name]),
    refuses: [',', 'fibers,', ',fibers', 'fibers deasync', 'fibers;deasync'],
  },
  COMPAT_WORKERS: {
    accepts: [
      ['0', 0],
      ['1', 1],
      ['1024', 1024],
    ],
    refuses: ['-1', '1025', 'all', '1.5'],
  },
  STACK_KB: {
    accepts: [
      ['0', 0],
      ['984', 984],
      ['0984', 984],
      ['1048576', 1048576],
    ],
    refuses: ['-1', '1.5', '1e3', '0x10', ' 1', '1048577', 'big', '99999999999999999999'],
  },
  SLICE_MS: {
    accepts: [
      ['1', 1],
      ['60000', 60000],
    ],
    refuses: ['0', '60001', '-5', '5ms', 'Infinity', 'NaN'],
  },
  JOBS: {
    accepts: ['on', 'off'].map((name) => [name, name]),
    refuses: ['1', '0', 'true', 'ON'],
  },
  WARN_HUB: {
    accepts: [
      ['off', Infinity],
      ['0', 0],
      ['250', 250],
    ],
    refuses: ['-1', '1.5', 'on', 'Infinity', '5ms'],
  },
  POOL: {
    accepts: [
      ['off', 0],
      ['1', 1],
      ['1024', 1024],
    ],
    refuses: ['0', '1025', '1.5', 'on'],
  },
  FS: { accepts: ['auto', 'park', 'inline'].map((name) => [name, name]), refuses: ['on', 'AUTO', 'off', '1'] },
  WARM: { accepts: ['on', 'off'].map((name) => [name, name]), refuses: ['1', 'ON', 'cold'] },
  ENTRIES: { accepts: ['fiber', 'adapt'].map((name) => [name, name]), refuses: ['on', 'ADAPT', '1'] },
  SWITCH: { accepts: ['v8', 'own'].map((name) => [name, name]), refuses: ['on', 'OWN', '1'] },
  GUESTS: { accepts: ['block', 'park'].map((name) => [name, name]), refuses: ['on', 'PARK', '1'] },
  FRAMES: { accepts: ['hide', 'show'].map((name) => [name, name]), refuses: ['on', 'HIDE', '1'] },
  OFFLOAD_THREADS: {
    accepts: [
      ['0', 0],
      ['1024', 1024],
    ],
    refuses: ['-1', '1025', 'all', '1.5'],
  },
  OFFLOAD_IDLE_MS: {
    accepts: [
      ['0', 0],
      ['86400000', 86_400_000],
    ],
    refuses: ['-1', '86400001', '1s', 'Infinity'],
  },
  SPAWN_SITES: {
    accepts: ['some', 'all', 'none'].map((name) => [name, name]),
    refuses: ['1', 'true', 'ALL'],
  },
};

describe('the settings', () => {
  const variables = Object.keys(SETTINGS).map((name) => `GREENPATCH_${name}`);
  const before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
  afterEach(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('are all tested here', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(SETTINGS).sort());
  });

  it.each(Object.entries(CASES))('%s takes its values from the environment and refuses all others', (name, cases) => {
    const variable = `GREENPATCH_${name}`;
    delete process.env[variable];
    expect(setting(name)).toBe(SETTINGS[name]!.default);
    process.env[variable] = '';
    expect(setting(name)).toBe(SETTINGS[name]!.default);
    for (const [text, value] of cases.accepts) {
      process.env[variable] = text;
      expect(setting(name), text).toBe(value);
    }
    for (const text of cases.refuses) {
      process.env[variable] = text;
      expect(
        thrown(() => setting(name)),
        text,
      ).toMatchObject({
        name: 'GreenpatchError',
        code: 'ERR_GREENPATCH_INVALID_ARG',
        message:
          `${variable} is set to ${JSON.stringify(text)}, which is not one of ${SETTINGS[name]!.values}. ` +
          'Correct it or unset it.',
      });
    }
  });

  it('have defaults that their own rules accept, and a sentence each', () => {
    for (const [name, { default: otherwise, parse, summary }] of Object.entries(SETTINGS)) {
      const text = typeof otherwise === 'boolean' ? String(Number(otherwise)) : String(otherwise);
      expect(parse(text), name).toBe(otherwise);
      expect(summary, name).toMatch(/^[A-Z].*\.$/);
    }
  });
});
