// npm run soak: spawn, park, kill, throw, time out, join and link at random, checked against a model, on each engine.
//
//   npm run soak -- [--seconds 180] [--seed 1] [--engine switch]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '180' }, seed: { type: 'string' }, engine: { type: 'string' } },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!(seconds > 0) || !Number.isInteger(seed)) throw new Error('--seconds and --seed must be numbers');
const engines = values.engine ? [values.engine] : ['switch', 'threads'];
const program = fileURLToPath(new URL('soak.js', import.meta.url));

for (const engine of engines) {
  const env = { ...process.env, GREENPATCH_ENGINE: engine, GREENPATCH_REQUIRE: '1' };
  const args = ['--expose-gc', program, String(seconds / engines.length), String(seed)];
  const child = spawn(process.execPath, args, { env, stdio: 'inherit' });
  const [code, signal] = await once(child, 'exit');
  if (code === 0) continue;
  console.error(`soak: engine ${engine}, seed ${seed}: ${signal ?? `exit code ${code}`}`);
  process.exitCode = 1;
}
