import { totalmem } from 'node:os';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { OFFLOAD_MARK, withoutPreload } from '../../base/offload-worker';
import { GreenpatchError } from '../../base/errors';
import { latePath } from '../../base/late';
import { type Died, type FromWorker, type Start, TO_PROGRAM, TO_WORKER, type ToWorker } from './protocol';

/**
 * The other thread's limit of memory, in MiB: what this machine has. Who sleeps until it answers would not hear of it if it ended
 * for having reached its own, smaller one.
 */
const memoryMb = () => Math.max(4096, Math.floor(totalmem() / 2 ** 20));

/** The thread that has a database. It does not hold the process, and ends with it. */
export class Thread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #signals = new Int32Array(new SharedArrayBuffer(8));
  readonly #receive: (message: FromWorker) => void;
  readonly #died: (error: Error) => void;
  #ended = false;

  /**
   * @param name for tools that show threads
   * @param receive takes each message
   * @param died is told when the thread has ended by itself
   */
  constructor(
    name: string,
    start: Pick<Start, 'driver' | 'setup'>,
    receive: (message: FromWorker) => void,
    died: (error: Error) => void,
  ) {
    this.#receive = receive;
    this.#died = died;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#worker = new Worker(latePath('sqlite', 'worker.js'), {
      name,
      workerData: OFFLOAD_MARK,
      execArgv: withoutPreload(process.execArgv),
      resourceLimits: { maxOldGenerationSizeMb: memoryMb() },
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(new Error(`it ended with exit code ${code}`)));
    this.#worker.unref();
    port1.on('message', (message: FromWorker | Died) => this.#take(message));
    port1.unref();
    const first: Start = { port: port2, signals: this.#signals, ...start };
    this.#worker.postMessage(first, [port2]);
  }

  /** @throws DOMException DataCloneError */
  post(message: ToWorker): void {
    this.#port.postMessage(message);
    Atomics.add(this.#signals, TO_WORKER, 1);
    Atomics.notify(this.#signals, TO_WORKER);
  }

  /** Waits for the next message, without letting other code run. */
  block(): void {
    for (;;) {
      const seen = Atomics.load(this.#signals, TO_PROGRAM);
      const received = receiveMessageOnPort(this.#port);
      if (received !== undefined) return this.#take(received.message as FromWorker | Died);
      Atomics.wait(this.#signals, TO_PROGRAM, seen);
    }
  }

  /** After what it has been told so far. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.post({ end: true });
    this.#port.close();
  }

  #take(message: FromWorker | Died): void {
    if ('died' in message) this.#end(new Error(message.died));
    else this.#receive(message);
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#port.close();
    this.#died(
      new GreenpatchError(
        'ERR_GREENPATCH_OFFLOAD',
        `The worker thread of a database has ended: ${error.message}. Its transaction is rolled back. Open the database again.`,
        { cause: error },
      ),
    );
  }
}
