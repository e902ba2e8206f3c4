import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const built = (name: string) => fileURLToPath(new URL(`./dist/${name}.js`, import.meta.url));

/** Specs that start child processes on every Node line, or need tools beyond this package. */
const HEAVY = [
  'test/programs.test.ts',
  'test/differential/**/*.test.ts',
  'test/libs/**/*.test.ts',
  'test/order/**/*.test.ts',
  'test/e2e/**/*.test.ts',
  'test/cli/**/*.test.ts',
  'test/bench.test.ts',
  'test/callbacks/**/*.test.ts',
  'test/demo.test.ts',
  'test/docs/examples.test.ts',
  'test/native/**/*.test.ts',
  'test/scripts/**/*.test.ts',
  'test/site/**/*.test.ts',
  'test/soak/**/*.test.ts',
];

export default defineConfig({
  resolve: {
    // Tests use what is shipped: the compiled package, by its own name, as `require` gives it.
    alias: [
      { find: /^greenpatch$/, replacement: built('index') },
      { find: /^greenpatch\/api$/, replacement: built('api') },
      { find: /^greenpatch\/testing$/, replacement: built('testing/index') },
    ],
  },
  test: {
    pool: 'forks',
    // Compiled files are loaded by Node itself, so that a spec's import and a require() share one engine and one hub.
    server: { deps: { external: [/\/dist\//] } },
    testTimeout: 30_000,
    // Children at once in what runs concurrently. Most wait for part of their time, and two processors are to be kept busy.
    maxConcurrency: 5,
    reporters: ['default', './test/support/second-tries.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: HEAVY, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        // Afterwards, one such file at a time: each keeps several children busy by itself.
        test: {
          name: 'programs',
          include: HEAVY,
          fileParallelism: false,
          testTimeout: 120_000,
          // What needed it is listed at the end, and must be little: test/support/second-tries.ts.
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
