import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findLine } from '../../../scripts/node-lines.mjs';
import { ROOT } from '../../support/matrix';

/** How long the backend takes for an answer, in ms. */
const BACKEND_MS = 200;
/** An `nc` for where there is none: sync-request starts a whole Node process a request otherwise. */
const NETCAT = path.join(ROOT, 'examples', 'demo', 'bin');

export interface Reply {
  status: number;
  body: any;
}

/** A slow server that counts its clients. */
export class Backend {
  now = 0;
  most = 0;
  readonly #server = http.createServer((request, response) => {
    this.most = Math.max(this.most, ++this.now);
    const answer = () => {
      if (existsSync(this.gate)) return setTimeout(answer, 10);
      this.now--;
      return response.end(`fetched ${request.url!.slice(1)}`);
    };
    setTimeout(answer, BACKEND_MS);
  });

  /** @param gate a file: while it is there, no request gets an answer */
  constructor(readonly gate: string) {}

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** An application in a process of its own. */
export class App {
  readonly #child: ChildProcess;
  #port = 0;
  #errors = '';

  /**
   * @param file absolute path
   * @param line Node line
   * @param env that it gets besides PATH and the like; without GREENPATCH_ENGINE it is started plain
   */
  constructor(file: string, line: number, env: Record<string, string>) {
    const { PATH, HOME, TMPDIR } = process.env;
    const preload = env.GREENPATCH_ENGINE === undefined ? [] : ['-r', ROOT];
    this.#child = spawn(findLine(line)!.exec, [...preload, file], {
      env: { PATH: `${PATH}${path.delimiter}${NETCAT}`, HOME, TMPDIR, GREENPATCH_REQUIRE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32', // with what it has started, it ends as one group
    });
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
  }

  /** Resolves when it listens. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      createInterface(this.#child.stdout!).on('line', (line) => {
        this.#port = Number(/^listening on (\d+)$/.exec(line)?.[1] ?? this.#port);
        if (this.#port !== 0) resolve();
      });
      this.#child.on('exit', (code) => reject(new Error(`the application ended with ${code}: ${this.#errors}`)));
    });
  }

  /** What it has written to stderr. */
  get errors(): string {
    return this.#errors;
  }

  /**
   * One request, on a connection of its own.
   * @param body is posted as JSON, if there is one
   */
  request(path: string, id: string, body?: unknown): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const options = { port: this.#port, host: '127.0.0.1', path, agent: false as const };
      const headers = { 'x-id': id, 'content-type': 'application/json' };
      const request = http.request({ ...options, headers, method: body ? 'POST' : 'GET' }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode!, body: JSON.parse(text) }));
      });
      request.on('error', (error) => reject(new Error(`${path}: ${error.message}\n${this.#errors}`)));
      request.end(body && JSON.stringify(body));
    });
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    try {
      process.kill(process.platform === 'win32' ? this.#child.pid! : -this.#child.pid!, 'SIGKILL');
    } catch {
      this.#child.kill('SIGKILL');
    }
    await ended;
  }
}
