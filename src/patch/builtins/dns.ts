import { addedTwins } from '../core/added';
import { callingBack } from '../core/callbacks';
import { definePatch } from '../core/define';

const LOOKUPS = [
  'lookup',
  'lookupService',
  'resolve',
  'resolve4',
  'resolve6',
  'resolveAny',
  'resolveCaa',
  'resolveCname',
  'resolveMx',
  'resolveNaptr',
  'resolveNs',
  'resolvePtr',
  'resolveSoa',
  'resolveSrv',
  'resolveTlsa',
  'resolveTxt',
  'reverse',
];

const TWINS = LOOKUPS.flatMap((name) =>
  name.startsWith('lookup') ? [`${name}Sync`] : [`${name}Sync`, `Resolver.prototype.${name}Sync`],
);

export default definePatch({
  module: 'dns',
  adds: addedTwins('dns', ...TWINS),
  implements: Object.fromEntries(
    LOOKUPS.flatMap((name) => [
      [name, callingBack(`dns.${name}`)],
      // setServers makes the module's own functions anew, of these.
      [`Resolver.prototype.${name}`, callingBack(`dns.${name}`)],
    ]),
  ),
  passThrough: [
    'ADDRCONFIG',
    'ADDRGETNETWORKPARAMS',
    'ALL',
    'BADFAMILY',
    'BADFLAGS',
    'BADHINTS',
    'BADNAME',
    'BADQUERY',
    'BADRESP',
    'BADSTR',
    'CANCELLED',
    'CONNREFUSED',
    'DESTRUCTION',
    'EOF',
    'FILE',
    'FORMERR',
    'LOADIPHLPAPI',
    'NODATA',
    'NOMEM',
    'NONAME',
    'NOTFOUND',
    'NOTIMP',
    'NOTINITIALIZED',
    'REFUSED',
    'SERVFAIL',
    'TIMEOUT',
    'V4MAPPED',
    'getDefaultResultOrder',
    'getServers',
    'promises',
    'setDefaultResultOrder',
    'setServers',
  ],
  refuses: {},
});
