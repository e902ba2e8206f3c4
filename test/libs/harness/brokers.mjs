// Starters of message brokers, by the names that declarations use.
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startProcess } from './server-process.mjs';
import { dataFolder, ensure, freePort, otherUser, versionOf } from './server-tools.mjs';

/** @typedef {import('./servers.mjs').Server} Server */

/** Its user is `guest`, the password `guest`. @returns {Promise<Server>} */
export async function rabbitmq() {
  ensure('rabbitmq-server', 'rabbitmq-server');
  // What is in PATH becomes the user rabbitmq first.
  const file = '/usr/lib/rabbitmq/bin/rabbitmq-server';
  const epmd = ensure('epmd', 'erlang-base');
  const user = otherUser();
  const mapper = await startMapper(epmd, user);
  const port = await freePort();
  const folder = dataFolder(user);
  const plugins = path.join(folder, 'plugins');
  writeFileSync(plugins, '[].\n');
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    ERL_EPMD_PORT: String(mapper.port),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: 'green@localhost',
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(await freePort()),
    RABBITMQ_BASE: folder,
    RABBITMQ_MNESIA_BASE: path.join(folder, 'data'),
    RABBITMQ_LOG_BASE: path.join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_CONFIG_FILE: path.join(folder, 'none'),
    RABBITMQ_CONF_ENV_FILE: path.join(folder, 'none'),
    RABBITMQ_PID_FILE: path.join(folder, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
    // The shell becomes the server, so that the signal that ends it reaches it.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
  try {
    const life = await startProcess(file, [], { port, folder, user, env, ready: /Server startup complete/ });
    const stop = async () => {
      await life.stop();
      await mapper.stop();
    };
    const [installed = ''] = readdirSync('/usr/lib/rabbitmq/lib');
    return { port, version: `RabbitMQ ${installed.replace('rabbitmq_server-', '')}`, counter: null, ...life, stop };
  } catch (error) {
    await mapper.stop();
    throw error;
  }
}

/**
 * Erlang's port mapper: one that Erlang starts by itself stays for ever.
 * @param {string} epmd
 * @param {{uid?: number, gid?: number}} user
 */
async function startMapper(epmd, user) {
  const port = await freePort();
  const folder = dataFolder(user);
  const { stop } = await startProcess(epmd, ['-port', String(port), '-address', '127.0.0.1'], { port, folder, user });
  return { port, stop };
}

/** With JetStream; its user is `green`, the password `patch`. @returns {Promise<Server>} */
export async function nats() {
  const file = ensure('nats-server', 'nats-server');
  const port = await freePort();
  const folder = dataFolder({});
  const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder, '--user', 'green', '--pass', 'patch'];
  const life = await startProcess(file, args, { port, folder, ready: /Server is ready/ });
  return { port, version: `NATS ${versionOf(file)}`, counter: null, ...life };
}

/** Its user is `green`, the password `patch`. @returns {Promise<Server>} */
export async function mosquitto() {
  const file = ensure('mosquitto', 'mosquitto');
  const passwd = ensure('mosquitto_passwd', 'mosquitto');
  const port = await freePort();
  const folder = dataFolder({});
  const conf = path.join(folder, 'mosquitto.conf');
  const passwords = path.join(folder, 'passwords');
  execFileSync(passwd, ['-b', '-c', passwords, 'green', 'patch'], { stdio: 'pipe' });
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous false',
    `password_file ${passwords}`,
    'persistence false',
    `user ${process.getuid?.() === 0 ? 'root' : ''}`,
  ];
  writeFileSync(conf, `${lines.join('\n')}\n`);
  const life = await startProcess(file, ['-c', conf], { port, folder });
  return { port, version: `Mosquitto ${versionOf(file, '-h')}`, counter: null, ...life };
}
