import dns from 'node:dns';
import { park } from '../../hub';
import type { Anything } from '../core/define';
import { checkNoCallback } from './checks';
import { raised } from './errors';

type DnsResults = readonly unknown[];

/** What a straight-line call returns for what the callback of its twin gets: what the twin in dns.promises gives. */
const SHAPES: Readonly<Record<string, (results: DnsResults) => unknown>> = {
  lookup: ([address, family]) => (Array.isArray(address) ? address : { address, family }),
  lookupService: ([hostname, service]) => ({ hostname, service }),
};

const first = ([result]: DnsResults): unknown => result;

/**
 * Asks the twin as it is now, whatever has replaced it. A query cannot be taken back: the answer to one that was killed is dropped.
 * @param self the module, or a resolver
 */
function ask(self: Record<string, Anything>, name: string, args: readonly unknown[], what: string): unknown {
  checkNoCallback(args, what);
  const [error, ...results] = park<DnsResults>({
    what,
    start(waker) {
      try {
        self[name]!(...args, (...got: unknown[]) => waker.resolve(got));
      } catch (thrown) {
        throw raised(thrown, what); // some of its errors come at once
      }
    },
  });
  if (error) throw raised(error, what);
  return (SHAPES[name] ?? first)(results);
}

const RECORDS = ['', '4', '6', 'Any', 'Caa', 'Cname', 'Mx', 'Naptr', 'Ns', 'Ptr', 'Soa', 'Srv', 'Tlsa', 'Txt'];
const QUERIES = [...RECORDS.map((type) => `resolve${type}`), 'reverse'];

function ofModule(name: string): [string, Anything] {
  const what = `dns.${name}Sync`;
  return [what, (...args: unknown[]) => ask(dns as unknown as Record<string, Anything>, name, args, what)];
}

function ofResolver(name: string): [string, Anything] {
  const what = `dns.Resolver.${name}Sync`;
  const call = function (this: Record<string, Anything>, ...args: unknown[]): unknown {
    return ask(this, name, args, what);
  };
  return [what, call];
}

export const calls = Object.fromEntries([
  ...['lookup', 'lookupService', ...QUERIES].map(ofModule),
  ...QUERIES.map(ofResolver),
]);
