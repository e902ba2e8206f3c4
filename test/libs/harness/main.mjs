// Runs the libraries and writes the ledger.
//
//   npm run test:libs                          all of them, on every Node line and both engines
//   npm run test:libs -- redis fibers          only these; the other lines of the ledger stay as they are
//
// GREENPATCH_TEST_LINES and GREENPATCH_TEST_ENGINES restrict it as they do the tests.
import { ensureLine, wantedLines } from '../../../scripts/node-lines.mjs';
import { libraries } from './declarations.mjs';
import { writeLedger } from './ledger.mjs';
import { runLibrary } from './run.mjs';
import { keepServers, stopServers } from './servers.mjs';

const names = process.argv.slice(2);
const engines = (process.env.GREENPATCH_TEST_ENGINES ?? 'switch,threads').split(/[\s,]+/).filter(Boolean);
const lines = wantedLines();
const chosen = libraries().filter(({ library }) => names.length === 0 || names.includes(library));
const unknown = names.filter((name) => !chosen.some(({ library }) => library === name));
if (unknown.length > 0) {
  console.error(`test:libs: no library is called ${unknown.join(', ')}`);
  process.exit(2);
}
for (const line of lines) await ensureLine(line);
const rows = [];
keepServers();
// The servers end with this process, however it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
for (const library of chosen) {
  for (const version of library.versions) {
    for (const line of library.lines?.filter((one) => lines.includes(one)) ?? lines) {
      for (const engine of engines) {
        const row = await runLibrary(library, version, line, engine);
        rows.push(row);
        const what = `${row.library} ${row.version}, Node ${row.line}, ${row.engine}`;
        const flight = row.inFlight === null ? '' : `, ${row.inFlight} of ${row.calls} in flight`;
        console.log(`${what}: ${row.verdict}${flight}${row.own && `, own tests: ${row.own}`} ${row.why}`.trimEnd());
        for (const fault of row.faults) console.log(`  FAULT: ${fault}`);
      }
    }
  }
}
await stopServers();
writeLedger(rows, libraries());
process.exit(rows.some((row) => row.faults.length > 0) ? 1 : 0);
