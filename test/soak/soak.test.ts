import path from 'node:path';
import { expect, it } from 'vitest';
import { runChild } from '../support/child';
import { ROOT, wantedEngines } from '../support/matrix';

const SECONDS = 10;

it.each(wantedEngines())(
  'ends a short soak on the %s engine with every outcome as the model says and nothing left behind',
  async (engine) => {
    const seed = Date.now() % 1_000_000;
    const args = ['--expose-gc', path.join(__dirname, 'soak.js'), String(SECONDS), String(seed)];
    const env = { ...process.env, GREENPATCH_ENGINE: engine, GREENPATCH_REQUIRE: '1', NODE_OPTIONS: '' };
    const { code, signal, stdout, stderr } = await runChild(process.execPath, args, {
      cwd: ROOT,
      env,
      timeout: 60_000,
    });
    expect({ code, signal }, `${stdout}${stderr}`).toEqual({ code: 0, signal: null });
    expect(stdout).toMatch(/ok\s*$/);
  },
  90_000,
);
