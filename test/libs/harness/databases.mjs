// Starters of databases and caches, by the names that declarations use.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startProcess } from './server-process.mjs';
import { dataFolder, ensure, freePort, otherUser, versionOf } from './server-tools.mjs';

/** @typedef {import('./servers.mjs').Server} Server */

/** Its password is `patch`. @returns {Promise<Server>} */
export async function redis() {
  const file = ensure('redis-server', 'redis-server');
  const port = await freePort();
  const folder = dataFolder({});
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  // It looks every 1 / hz seconds who has waited long enough.
  args.push('--requirepass', 'patch', '--hz', '500');
  const life = await startProcess(file, args, { port, folder });
  return { port, version: `Redis ${versionOf(file)}`, counter: null, ...life };
}

/** Its user is `green`, the password `patch`, by SCRAM; the database `test`. @returns {Promise<Server>} */
export async function postgres() {
  const debian = '/usr/lib/postgresql';
  const folders = () => (existsSync(debian) ? readdirSync(debian).map((name) => path.join(debian, name, 'bin')) : []);
  const file = ensure('postgres', 'postgresql', folders);
  const initdb = ensure('initdb', 'postgresql', folders);
  const port = await freePort();
  const user = otherUser();
  const folder = dataFolder(user);
  const data = path.join(folder, 'data');
  const options = /** @type {const} */ ({ stdio: 'pipe', cwd: folder, ...user });
  const secret = path.join(folder, 'password');
  writeFileSync(secret, 'patch\n', { mode: 0o644 });
  execFileSync(initdb, ['-D', data, '-A', 'scram-sha-256', '-U', 'green', `--pwfile=${secret}`, '--no-sync'], options);
  const single = ['--single', '-D', data, 'postgres'];
  execFileSync(file, single, { ...options, input: 'create database test\n' });
  const args = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  // SIGINT: it does not wait for its clients.
  const ready = /ready to accept connections/;
  const life = await startProcess(file, args, { port, folder, user, ready, signal: 'SIGINT' });
  return { port, version: `PostgreSQL ${versionOf(file)}`, counter: null, ...life };
}

/** Its user is `green`, the password `patch`, the database `test`. @returns {Promise<Server>} */
export async function mariadb() {
  const file = ensure('mariadbd', 'mariadb-server');
  const init = ensure('mariadb-install-db', 'mariadb-server');
  const port = await freePort();
  const user = otherUser();
  const folder = dataFolder(user);
  const data = path.join(folder, 'data');
  const sql = path.join(folder, 'users.sql');
  writeFileSync(
    sql,
    "CREATE USER IF NOT EXISTS green@'%' IDENTIFIED BY 'patch';\nGRANT ALL ON test.* TO green@'%';\n",
    {
      mode: 0o644,
    },
  );
  execFileSync(init, ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal'], {
    stdio: 'pipe',
    cwd: folder,
    ...user,
  });
  const args = [
    '--no-defaults',
    `--datadir=${data}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--socket=${path.join(folder, 's')}`,
    `--pid-file=${path.join(folder, 'pid')}`,
    `--init-file=${sql}`,
    '--skip-name-resolve',
    '--innodb-flush-log-at-trx-commit=0',
  ];
  const life = await startProcess(file, args, { port, folder, user, ready: /ready for connections/ });
  return { port, version: `MariaDB ${versionOf(file)}`, counter: null, ...life };
}

/** Its user is `green@green.test`, the password `patch`, by SASL. @returns {Promise<Server>} */
export async function memcached() {
  const file = ensure('memcached', 'memcached');
  const passwd = ensure('saslpasswd2', 'sasl2-bin');
  const port = await freePort();
  const folder = dataFolder({});
  const users = path.join(folder, 'users');
  writeFileSync(path.join(folder, 'memcached.conf'), `mech_list: plain\nsasldb_path: ${users}\n`);
  const user = ['-u', 'green.test', 'green'];
  execFileSync(passwd, ['-p', '-a', 'memcached', '-c', '-f', users, ...user], { stdio: 'pipe', input: 'patch\n' });
  // Both are read by the user that it becomes.
  chmodSync(users, 0o644);
  chmodSync(folder, 0o755);
  const args = ['-S', '-u', 'nobody', '-l', '127.0.0.1', '-p', String(port), '-U', '0'];
  const env = { ...process.env, SASL_CONF_PATH: folder };
  const life = await startProcess(file, args, { port, folder, env });
  return { port, version: `memcached ${versionOf(file)}`, counter: null, ...life };
}

/** Its user is `root`, the password `patch`. @returns {Promise<Server>} */
export async function etcd() {
  const file = ensure('etcd', 'etcd-server');
  const control = ensure('etcdctl', 'etcd-client');
  const port = await freePort();
  const peers = `http://127.0.0.1:${await freePort()}`;
  const folder = dataFolder({});
  const clients = `http://127.0.0.1:${port}`;
  const args = [
    '--data-dir',
    path.join(folder, 'data'),
    '--listen-client-urls',
    clients,
    '--advertise-client-urls',
    clients,
  ];
  args.push(
    '--listen-peer-urls',
    peers,
    '--initial-advertise-peer-urls',
    peers,
    '--initial-cluster',
    `default=${peers}`,
  );
  const life = await startProcess(file, args, { port, folder, ready: /serving .*client requests/ });
  const env = { ...process.env, ETCDCTL_API: '3' };
  for (const words of [
    ['user', 'add', 'root:patch'],
    ['auth', 'enable'],
  ])
    execFileSync(control, ['--endpoints', clients, ...words], { stdio: 'pipe', env });
  return { port, version: `etcd ${versionOf(file)}`, counter: null, ...life };
}

/** Its directory is `dc=green`, its administrator `cn=admin,dc=green`, whose password is `patch`. @returns {Promise<Server>} */
export async function ldap() {
  const file = ensure('slapd', 'slapd');
  const port = await freePort();
  const folder = dataFolder({});
  const conf = path.join(folder, 'slapd.conf');
  const lines = [
    'include /etc/ldap/schema/core.schema',
    'modulepath /usr/lib/ldap',
    'moduleload back_mdb',
    'database mdb',
    'suffix "dc=green"',
    'rootdn "cn=admin,dc=green"',
    'rootpw patch',
    `directory ${folder}`,
  ];
  writeFileSync(conf, `${lines.join('\n')}\n`);
  const life = await startProcess(file, ['-h', `ldap://127.0.0.1:${port}`, '-f', conf, '-d', '0'], { port, folder });
  return { port, version: `OpenLDAP ${versionOf(file, '-VV')}`, counter: null, ...life };
}
