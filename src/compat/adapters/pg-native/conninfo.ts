/** What `pg` is given. */
interface ConnectionParameters {
  host?: string;
  port?: number;
  database?: string;
  user?: string;
  password?: string;
  application_name?: string;
  options?: string;
  connectionTimeoutMillis?: number;
  ssl?: boolean | { rejectUnauthorized: boolean };
}

const takers: Record<string, (config: ConnectionParameters, value: string) => void> = {
  host: (config, value) => (config.host = value),
  hostaddr: (config, value) => (config.host = value),
  port: (config, value) => (config.port = Number(value)),
  dbname: (config, value) => (config.database = value),
  user: (config, value) => (config.user = value),
  password: (config, value) => (config.password = value),
  application_name: (config, value) => (config.application_name = value),
  options: (config, value) => (config.options = value),
  connect_timeout: (config, value) => (config.connectionTimeoutMillis = Number(value) * 1000),
  sslmode(config, value) {
    if (/^verify-/.test(value)) config.ssl = true;
    else config.ssl = value === 'require' ? { rejectUnauthorized: false } : false;
  },
};

/** Options of libpq that change nothing for us. */
const IGNORED =
  /^(client_encoding|fallback_application_name|gssencmode|keepalives\w*|tcp_user_timeout|target_session_attrs)$/;

/**
 * Reads a connection string of libpq: a URI, or keywords and values.
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING
 * @throws Error with libpq's message
 */
export function readConninfo(params: string): ConnectionParameters | { connectionString: string } {
  if (/^postgres(ql)?:\/\//.test(params)) return { connectionString: params };
  const config: ConnectionParameters = {};
  const pair = /\s*([^\s=]+)\s*(=)?\s*(?:'((?:[^'\\]|\\[^])*)('?)|((?:[^\s\\]|\\[^])*))\s*/y;
  for (const text = params.trimEnd(); pair.lastIndex < text.length;) {
    const [, key = '', equals, quoted, closing, plain = ''] = pair.exec(text)!;
    if (equals === undefined) throw new Error(`missing "=" after "${key}" in connection info string\n`);
    if (quoted !== undefined && !closing) throw new Error('unterminated quoted string in connection info string\n');
    const value = (quoted ?? plain).replace(/\\([^])/g, '$1');
    if (!Object.hasOwn(takers, key) && !IGNORED.test(key)) throw new Error(`invalid connection option "${key}"\n`);
    if (value !== '') takers[key]?.(config, value);
  }
  return config;
}
