import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** The whole answer to an http request. */
export class SyncResponse {
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly headers: IncomingHttpHeaders;
  /** As they came: name, value, name, value, ... */
  readonly rawHeaders: string[];
  readonly trailers: NodeJS.Dict<string>;

  /**
   * @param message of which the body has been read
   * @param url that was asked, the last one where redirects were followed
   */
  constructor(
    message: IncomingMessage,
    readonly url: string,
    readonly body: Buffer,
  ) {
    this.status = message.statusCode!;
    this.statusText = message.statusMessage!;
    this.httpVersion = message.httpVersion;
    this.headers = message.headers;
    this.rawHeaders = message.rawHeaders;
    this.trailers = message.trailers;
  }

  /** Whether the status is one of success, 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  /** The body as text. */
  text(encoding: BufferEncoding = 'utf8'): string {
    return this.body.toString(encoding);
  }

  /**
   * The body's value as JSON.
   * @throws SyntaxError when it is none
   */
  json(): unknown {
    return JSON.parse(this.text());
  }
}
