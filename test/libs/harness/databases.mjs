// Starters of databases and caches, by the names that declarations use.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dataFolder, ensure, freePort, otherUser, startProcess, versionOf } from './server-tools.mjs';

/** @typedef {import('./servers.mjs').Server} Server */

/** @returns {Promise<Server>} */
export async function redis() {
  const file = ensure('redis-server', 'redis-server');
  const port = await freePort();
  const folder = dataFolder({});
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const stop = await startProcess(file, args, { port, folder });
  return { port, version: `Redis ${versionOf(file)}`, counter: null, stop };
}

/** Trusts everybody but the user `stranger`, of whom it wants a password. @returns {Promise<Server>} */
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
  execFileSync(initdb, ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync'], options);
  const rules = ['host all stranger 127.0.0.1/32 scram-sha-256', 'host all all 127.0.0.1/32 trust'];
  writeFileSync(path.join(data, 'pg_hba.conf'), `${rules.join('\n')}\n`);
  const args = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  // SIGINT: it does not wait for its clients.
  const ready = /ready to accept connections/;
  const stop = await startProcess(file, args, { port, folder, user, ready, signal: 'SIGINT' });
  return { port, version: `PostgreSQL ${versionOf(file)}`, counter: null, stop };
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
  writeFileSync(sql, "CREATE USER green@'%' IDENTIFIED BY 'patch';\nGRANT ALL ON test.* TO green@'%';\n", {
    mode: 0o644,
  });
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
  const stop = await startProcess(file, args, { port, folder, user, ready: /ready for connections/ });
  return { port, version: `MariaDB ${versionOf(file)}`, counter: null, stop };
}

/** @returns {Promise<Server>} */
export async function memcached() {
  const file = ensure('memcached', 'memcached');
  const port = await freePort();
  const folder = dataFolder({});
  const args = ['-u', 'nobody', '-l', '127.0.0.1', '-p', String(port), '-U', '0'];
  const stop = await startProcess(file, args, { port, folder });
  return { port, version: `memcached ${versionOf(file)}`, counter: null, stop };
}

/** @returns {Promise<Server>} */
export async function etcd() {
  const file = ensure('etcd', 'etcd-server');
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
  const stop = await startProcess(file, args, { port, folder, ready: /serving .*client requests/ });
  return { port, version: `etcd ${versionOf(file)}`, counter: null, stop };
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
  const stop = await startProcess(file, ['-h', `ldap://127.0.0.1:${port}`, '-f', conf, '-d', '0'], { port, folder });
  return { port, version: `OpenLDAP ${versionOf(file, '-VV')}`, counter: null, stop };
}
