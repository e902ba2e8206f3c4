import type * as inspector from 'node:inspector';

/** A conversation with V8's inspector inside this process. No port is opened and nothing is paused. */
export interface InspectorChannel {
  /** @throws what the inspector answers with when it refuses */
  post(method: string, params: object): unknown;
  end(): void;
}

interface InspectorReply {
  id?: number;
  result?: unknown;
  error?: { code: number; message: string };
}

/** What `inspector.Session` is made of: it takes and gives messages as text. */
interface InspectorConnection {
  dispatch(message: string): void;
  disconnect(): void;
}

type ConnectionClass = new (onMessage: (message: string) => void) => InspectorConnection;

/** Of Node's own. */
interface InspectorBinding {
  readonly Connection?: ConnectionClass;
  /** Whether it listens at a port. */
  isEnabled?(): boolean;
}

class Direct implements InspectorChannel {
  readonly #connection: InspectorConnection;
  readonly #answers = new Map<number, InspectorReply>();
  #asked = 0;

  constructor(connectionClass: ConnectionClass) {
    this.#connection = new connectionClass((message) => {
      const answer = JSON.parse(message) as InspectorReply;
      if (answer.id !== undefined) this.#answers.set(answer.id, answer);
    });
  }

  post(method: string, params: object): unknown {
    const id = ++this.#asked;
    this.#connection.dispatch(JSON.stringify({ id, method, params }));
    const answer = this.#answers.get(id);
    this.#answers.delete(id);
    if (answer?.error !== undefined || answer === undefined) throw new Error(answer?.error?.message ?? 'no answer');
    return answer.result;
  }

  end(): void {
    this.#connection.disconnect();
  }
}

class Public implements InspectorChannel {
  // Here, because a Node built without inspector throws at it.
  readonly #session = new (require('node:inspector') as typeof inspector).Session();

  constructor() {
    this.#session.connect();
  }

  post(method: string, params: object): unknown {
    let answer: unknown;
    this.#session.post(method, params, (error: unknown, result: unknown) => {
      if (error) throw error;
      answer = result;
    });
    return answer;
  }

  end(): void {
    this.#session.disconnect();
  }
}

/**
 * Node's own binding. To load `node:inspector` takes 2 to 7 ms, for it brings workers and streams; this takes none.
 * Undefined where `process.binding` is wrapped, as it is with --pending-deprecation, or does not know it.
 */
function inspectorBinding(): InspectorBinding | undefined {
  const { binding } = process as unknown as { binding?: (name: string) => InspectorBinding };
  if (binding?.name !== 'binding') return undefined;
  try {
    return binding.call(process, 'inspector');
  } catch {
    return undefined;
  }
}

let known: InspectorBinding | null | undefined;

/** Whether a debugger may ask for something at any time: true where that is not known. */
export function inspectorIsOpen(): boolean {
  if (known === undefined) known = inspectorBinding() ?? null;
  return known?.isEnabled?.() ?? true;
}

/** @throws where there is no inspector, or it may not be used */
export function openInspector(): InspectorChannel {
  const direct = inspectorBinding()?.Connection;
  return direct === undefined ? new Public() : new Direct(direct);
}
