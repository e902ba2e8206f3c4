import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { demoFolder, rootFolder } from './settings.mjs';

const require = createRequire(import.meta.url);

/**
 * Everything real that the application works on, and what it must answer about it: the commits of a git repository and
 * some files. `dispose` removes what was made for the demo.
 */
export function prepareWorld({ netcat }) {
  const repository = projectClone() ?? temporaryRepository();
  const filesFolder = path.dirname(require.resolve('express/lib/express.js'));
  return {
    repository: repository.folder,
    repositoryKind: repository.kind,
    commits: readCommits(repository.folder),
    filesFolder,
    files: readFiles(filesFolder),
    ...findNetcat(netcat),
    dispose: repository.dispose,
  };
}

function git(folder, ...args) {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function projectClone() {
  if (!fs.existsSync(path.join(rootFolder, '.git'))) return null;
  try {
    git(rootFolder, 'rev-parse', '--verify', 'HEAD^{commit}');
  } catch {
    return null; // not readable by this user, or no commit yet
  }
  return { kind: "this project's clone", folder: rootFolder, dispose() {} };
}

function temporaryRepository(commits = 20) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'greenpatch-demo-'));
  const dispose = () => fs.rmSync(folder, { recursive: true, force: true });
  process.once('exit', dispose);
  git(folder, 'init', '--quiet');
  const author = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.com', '-c', 'commit.gpgsign=false'];
  for (let i = 1; i <= commits; i++) {
    git(folder, ...author, 'commit', '--quiet', '--allow-empty', '-m', `commit number ${i}`);
  }
  return { kind: `a temporary repository of ${commits} commits`, folder, dispose };
}

function readCommits(folder) {
  const lines = git(folder, 'log', '-n', '200', '--format=%H %s').trim().split('\n');
  return lines.map((line) => ({ revision: line.slice(0, line.indexOf(' ')), line }));
}

function readFiles(folder) {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.js'));
  return names.map((name) => {
    const content = fs.readFileSync(path.join(folder, name));
    return { name, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  });
}

/**
 * sync-request calls netcat for each request where there is one, and a whole Node process where there is none. The
 * latter keeps the processor busy, not waiting, so both runs get a stand-in for netcat where it is missing.
 */
function findNetcat(wanted) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const installed = folders.map((folder) => path.join(folder, 'nc')).find((file) => fs.existsSync(file));
  if (installed) return { client: `netcat (${installed})`, path: process.env.PATH };
  if (!wanted) return { client: 'a Node process a call (no netcat)', path: process.env.PATH };
  const bin = path.join(demoFolder, 'bin');
  return {
    client: 'examples/demo/bin/nc (netcat is not installed)',
    path: [bin, process.env.PATH].join(path.delimiter),
  };
}
