// What libpq says about an error that `pg` has got. Follows pqBuildErrorMessage3 and reportErrorPosition of libpq 15.

/** A server's report, as `pg` gives it. */
interface ServerReport {
  readonly severity: string;
  readonly message: string;
  readonly position?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly where?: string;
}

interface PgFailure extends Error {
  readonly code?: string;
  readonly address?: string;
  readonly port?: number;
  readonly errors?: PgFailure[];
}

const DISPLAY_SIZE = 60;
const MIN_RIGHT_CUT = 10;

const CLOSED =
  'server closed the connection unexpectedly\n' +
  '\tThis probably means the server terminated abnormally\n' +
  '\tbefore or while processing the request.\n';
const NO_CONNECTION = 'no connection to the server\n';

const isReport = (error: unknown): error is ServerReport & Error =>
  error instanceof Error && typeof (error as { severity?: unknown }).severity === 'string';

/** The error that pg-native throws for a query. `cause` is what `pg` has got, with all its fields. */
export function queryError(error: unknown, text?: string): Error {
  const message = isReport(error) && error.severity !== 'FATAL' ? reported(error, text) : lost(error as PgFailure);
  return message === undefined ? (error as Error) : new Error(message, { cause: error });
}

/** Whether the connection is gone with it. */
export function isLost(error: unknown): boolean {
  return isReport(error) ? error.severity === 'FATAL' : lost(error as PgFailure) !== undefined;
}

/** The same for a connection that cannot be made. */
export function connectError(error: unknown, host: string, port: number): Error {
  const failures = (error as PgFailure).errors ?? [error as PgFailure];
  return new Error(failures.map((failure) => connectMessage(failure, host, port)).join(''), { cause: error });
}

function connectMessage(error: PgFailure, host: string, port: number): string {
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return `could not translate host name "${host}" to address: Name or service not known\n`;
  const socket = host.startsWith('/');
  const numeric = error.address === undefined || error.address === host ? '' : ` (${error.address})`;
  const server = socket ? `on socket "${host}/.s.PGSQL.${port}"` : `at "${host}"${numeric}, port ${port}`;
  const where = `connection to server ${server} failed: `;
  if (isReport(error)) return `${where}${reported(error)}`;
  if (error.code !== 'ECONNREFUSED') return `${where}${lost(error) ?? `${error.message}\n`}`;
  const hint = socket
    ? 'Is the server running locally and accepting connections on that socket?'
    : 'Is the server running on that host and accepting TCP/IP connections?';
  return `${where}Connection refused\n\t${hint}\n`;
}

function lost(error: PgFailure): string | undefined {
  if (isReport(error) || error.code === 'ECONNRESET' || error.code === 'EPIPE') return CLOSED;
  if (/^Connection terminated/.test(error.message)) return CLOSED;
  return /is not queryable$/.test(error.message) ? NO_CONNECTION : undefined;
}

function reported(report: ServerReport, text?: string): string {
  const { severity, message, position, detail, hint, where } = report;
  let all = `${severity}:  ${message}`;
  if (position !== undefined && text === undefined) all += ` at character ${position}`;
  all += '\n';
  if (position !== undefined && text !== undefined) all += marked(text, Number(position));
  if (detail) all += `DETAIL:  ${detail}\n`;
  if (hint) all += `HINT:  ${hint}\n`;
  if (where) all += `CONTEXT:  ${where}\n`;
  return all;
}

/**
 * The line of a query that is wrong, cut where it is long, and a mark below.
 * @param position in code points, from 1
 */
function marked(text: string, position: number): string {
  const points = [...text.replaceAll('\t', ' ')];
  const at = position - 1;
  if (at < 0 || at >= points.length + 1) return '';
  const before = points
    .slice(0, at)
    .join('')
    .split(/\r?\n|\r/);
  const from = at - [...before.at(-1)!].length;
  let to = points.findIndex((point, index) => index >= from && (point === '\n' || point === '\r'));
  if (to === -1) to = points.length;
  let begin = from;
  let [leading, trailing] = [false, false];
  if (to - begin > DISPLAY_SIZE) {
    if (begin + DISPLAY_SIZE >= at + MIN_RIGHT_CUT) {
      to = begin + DISPLAY_SIZE;
      trailing = true;
    } else {
      if (at + MIN_RIGHT_CUT < to) {
        to = at + MIN_RIGHT_CUT;
        trailing = true;
      }
      if (to - begin > DISPLAY_SIZE) {
        begin = to - DISPLAY_SIZE;
        leading = true;
      }
    }
  }
  const label = `LINE ${before.length}: ${leading ? '...' : ''}`;
  const line = `${label}${points.slice(begin, to).join('')}${trailing ? '...' : ''}`;
  return `${line}\n${' '.repeat(label.length + at - begin)}^\n`;
}
