// What doctor's self-test runs in worker threads. An error ends the worker with an 'error' event.
import { collections, parkAndWake, roundTrip } from './checks';

async function main(): Promise<void> {
  roundTrip();
  await parkAndWake();
  await collections();
}

void main();
