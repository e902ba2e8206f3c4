import { addAbortListener } from 'node:events';
import autocannon from 'autocannon';

// A plain run's last request waits 10 s for its turn; this is for a server that never answers.
const REPLY_TIMEOUT_SECONDS = 60;

/**
 * Drives `url` with autocannon over `connections` keep-alive connections, either `amount` requests or for `seconds`.
 * `nextJob(n)` says what the n-th request is; every reply is compared with what its job expects. Rejects when `signal`
 * aborts, because autocannon goes on reconnecting to a server that is gone.
 * @returns autocannon's result, a record a request, and the replies that were wrong (the first few in words)
 */
export async function drive(url, { connections, amount, seconds, nextJob, signal }) {
  const records = [];
  const wrong = { count: 0, examples: [] };
  const setupRequest = (request, context) => {
    const job = nextJob(records.length);
    context.record = { job, sentAt: Date.now() };
    records.push(context.record);
    return { ...request, path: job.path };
  };
  const onResponse = (status, body, { record }, headers) => {
    Object.assign(record, { status, doneAt: Date.now(), steps: parseSteps(headers) });
    if (status === 200 && body === record.job.expected) return;
    wrong.count++;
    if (wrong.examples.length < 5) wrong.examples.push(describeWrong(record, body));
  };
  const howMuch = amount === undefined ? { duration: seconds } : { amount };
  const timeout = REPLY_TIMEOUT_SECONDS;
  const result = await fire(
    { url, connections, ...howMuch, timeout, requests: [{ setupRequest, onResponse }] },
    signal,
  );
  return { result, records, wrong };
}

function fire(options, signal) {
  return new Promise((resolve, reject) => {
    const instance = autocannon(options, (error, result) => {
      listener[Symbol.dispose]();
      if (error) reject(error);
      else resolve(result);
    });
    const listener = addAbortListener(signal, () => {
      reject(signal.reason);
      instance.stop();
    });
  });
}

function describeWrong({ job, status }, body) {
  return `${job.path}: status ${status}\n    expected ${job.expected}\n    got      ${String(body).slice(0, 300)}`;
}

/** The Server-Timing headers as [{ name, start, dur }], in ms since the epoch and ms. */
function parseSteps(headers) {
  const key = Object.keys(headers).find((name) => name.toLowerCase() === 'server-timing');
  return [headers[key] ?? []].flat().map((entry) => {
    const [name, ...fields] = entry.split(';');
    const values = Object.fromEntries(fields.map((field) => field.split('=')));
    return { name, start: Number(values.start), dur: Number(values.dur) };
  });
}
