// Starters of servers for shells, files, mail and browsers, by the names that declarations use.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from './server-process.mjs';
import { dataFolder, ensure, freePort, versionOf } from './server-tools.mjs';

/** @typedef {import('./servers.mjs').Server} Server */

/** Takes the user that runs this, with the key `client` in `data`, but not with the key `stranger`. It asks for passwords, too. @returns {Promise<Server>} */
export async function ssh() {
  const file = ensure('sshd', 'openssh-server');
  const keygen = ensure('ssh-keygen', 'openssh-client');
  const port = await freePort();
  const folder = dataFolder({});
  const at = (/** @type {string} */ name) => path.join(folder, name);
  for (const key of ['host', 'client', 'stranger'])
    execFileSync(keygen, ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)], { stdio: 'pipe' });
  copyFileSync(at('client.pub'), at('authorized_keys'));
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('authorized_keys')}`,
    `PidFile ${at('pid')}`,
    'StrictModes no',
    'PermitRootLogin yes',
    'PasswordAuthentication yes',
    'UsePAM no',
    'MaxStartups 100',
    'Subsystem sftp internal-sftp',
  ];
  writeFileSync(at('conf'), `${lines.join('\n')}\n`);
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const life = await startProcess(file, ['-D', '-e', '-f', at('conf')], { port, folder });
  return { port, version: `OpenSSH ${versionOf(file, '-V')}`, data: folder, counter: null, ...life };
}

/** Has, for `anonymous` with the password `patch`, the files `file-<n>`, which hold `reply <n>`. @returns {Promise<Server>} */
export async function ftp() {
  const file = ensure('vsftpd', 'vsftpd');
  const port = await freePort();
  const folder = dataFolder({});
  const files = path.join(folder, 'files');
  const empty = path.join(folder, 'empty');
  for (const one of [files, empty]) mkdirSync(one, { mode: 0o755 });
  for (let n = 0; n < 20; n++) writeFileSync(path.join(files, `file-${n}`), `reply ${n}`, { mode: 0o644 });
  const passwords = path.join(folder, 'passwords');
  writeFileSync(passwords, 'patch\n');
  const conf = path.join(folder, 'conf');
  const lines = [
    'listen=YES',
    'listen_address=127.0.0.1',
    `listen_port=${port}`,
    'background=NO',
    'anonymous_enable=YES',
    'local_enable=NO',
    'secure_email_list_enable=YES',
    `email_password_file=${passwords}`,
    `anon_root=${files}`,
    `secure_chroot_dir=${empty}`,
    'ftp_username=daemon', // its home must be there
    'seccomp_sandbox=NO',
    'vsftpd_log_file=/dev/null',
    ...(process.getuid?.() === 0 ? [] : ['run_as_launching_user=YES']),
  ];
  writeFileSync(conf, `${lines.join('\n')}\n`);
  // All on the way to the files must be open to the user that it becomes.
  execFileSync('chmod', ['755', folder]);
  const life = await startProcess(file, [conf], { port, folder });
  return { port, version: `vsftpd ${versionOf(file, '-v')}`, counter: null, ...life };
}

/** Keeps what `green`, whose password is `patch`, sends it: a file each, named by the header X-Id, in `mail` in `data`. @returns {Promise<Server>} */
export async function smtp() {
  const file = ensure('aiosmtpd', 'python3-aiosmtpd');
  const python = /^#!\s*(\S+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 'python3';
  const program = fileURLToPath(new URL('smtp-server.py', import.meta.url));
  const port = await freePort();
  const folder = dataFolder({});
  const life = await startProcess(python, [program, String(port), path.join(folder, 'mail')], { port, folder });
  return { port, version: `aiosmtpd ${versionOf(file)}`, data: folder, counter: null, ...life };
}

/** Starts browsers: `data` is the one. Each session has one of its own, without a window. @returns {Promise<Server>} */
export async function browser() {
  const file = ensure('chromedriver', 'chromium-driver');
  const data = ensure('chromium', 'chromium');
  const port = await freePort();
  const folder = dataFolder({});
  const env = { ...process.env, TMPDIR: folder, HOME: folder };
  const life = await startProcess(file, [`--port=${port}`], { port, folder, env, group: true });
  return { port, version: `ChromeDriver ${versionOf(file)}`, data, counter: null, ...life };
}
