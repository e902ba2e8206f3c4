import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { breaches, circles, LAYERS, readSources } from './support/layers';

/**
 * Run-time dependencies, each with its reason to be: greenpatch is loaded into other people's programs, so a new one is a
 * decision and not an accident.
 */
const RUNTIME_DEPENDENCIES = {
  'node-gyp-build': 'finds the addon for the running Node, or builds it at installation',
  piscina: 'the pool of worker threads of `offload`; loaded when that is first called',
};

const ROOT = path.join(__dirname, '..');
const allowed = Object.keys(RUNTIME_DEPENDENCIES);

describe('layers', () => {
  const sources = readSources(path.join(ROOT, 'src'));

  it('reads real sources', () => {
    expect(sources.map(({ name }) => name)).toEqual(expect.arrayContaining(['index.ts', 'api.ts', 'base/errors.ts']));
  });

  it('every file imports only from its own layer or a lower one', () => {
    expect(breaches(sources, allowed)).toEqual([]);
  });

  it('no files import each other in a circle, types aside', () => {
    expect(circles(sources)).toEqual([]);
  });

  it('package.json depends at run time on nothing but the packages listed here', () => {
    const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    expect(Object.keys(manifest.dependencies).sort()).toEqual([...allowed].sort());
    expect(manifest.optionalDependencies ?? {}).toEqual({});
    expect(manifest.peerDependencies ?? {}).toEqual({});
  });
});

describe('the layer checker', () => {
  const base = { name: 'base/errors.ts', text: 'export class E {}' };
  const hub = { name: 'hub/index.ts', text: "import { E } from '../base/errors';\nexport { E };" };
  const check = (name: string, text: string) => breaches([base, hub, { name, text }], allowed);

  it('accepts imports downwards, within a layer, of builtins and of listed packages', () => {
    expect(check('sync/event.ts', "import '../hub'; import '../base/errors.js'; import fs from 'node:fs';")).toEqual(
      [],
    );
    expect(check('fiber/addon.ts', "const load = require('node-gyp-build');")).toEqual([]);
    expect(check('index.ts', "export * from './hub/index';")).toEqual([]);
  });

  it.each([
    ['import', "import { x } from '../hub';"],
    ['import type', "import type { x } from '../hub/index';"],
    ['export from', "export * from '../hub';"],
    ['import equals', "import hub = require('../hub');"],
    ['require', "const hub = require('../hub');"],
    ['dynamic import', "void import('../hub');"],
    ['type import', "type X = import('../hub').X;"],
  ])('reports an upward %s', (_, text) => {
    expect(check('fiber/engine.ts', text)).toEqual([
      expect.stringMatching(/^fiber\/engine\.ts imports .*higher layer/),
    ]);
  });

  it('reports a folder that is no layer, an unlisted package and a file that is not there', () => {
    expect(check('util/x.ts', '')).toEqual([expect.stringContaining(`no layer: ${LAYERS.join(', ')}`)]);
    expect(check('hub/x.ts', "import lodash from 'lodash/fp';")).toEqual([expect.stringContaining('run-time dep')]);
    expect(check('hub/x.ts', "import './nowhere';")).toEqual([expect.stringContaining('no such file')]);
    expect(check('hub/x.ts', "import '../../test/support/matrix';")).toEqual([expect.stringContaining('no such file')]);
  });

  it('reports an import past the index of a folder, unless that is a declaration', () => {
    const event = { name: 'sync/event.ts', text: '' };
    const adapter = { name: 'compat/adapters/pg/index.ts', text: 'export default defineAdapter({});' };
    const blocking = { name: 'compat/adapters/pg/blocking.ts', text: '' };
    const park = { name: 'hub/park.ts', text: "import './index';" };
    const all = (name: string, text: string) =>
      breaches([base, hub, event, adapter, blocking, park, { name, text }], allowed);
    expect(all('sync/lock.ts', "import '../hub/park'; import './event'; import '../base/errors';")).toEqual([
      'sync/lock.ts imports ../hub/park: import hub/index.ts instead, which is the door of its folder',
    ]);
    expect(all('compat/adapters/pool.ts', "import './pg/blocking'; import type { T } from '../../hub/index';")).toEqual(
      [],
    );
  });

  it('finds circles of values, through an index as well, and not those of types', () => {
    const a = { name: 'hub/a.ts', text: "import { type B, b } from './b';" };
    const index = { name: 'hub/index.ts', text: "export { type A } from './a'; export { c } from './c';" };
    const viaTypes = { name: 'hub/b.ts', text: "import type { A } from './a'; import { type C } from '.';" };
    const viaValues = { name: 'hub/b.ts', text: "import { c } from './index';" };
    const c = { name: 'hub/c.ts', text: "export * from './a';" };
    expect(circles([a, index, viaTypes, c])).toEqual([]);
    expect(circles([a, index, viaValues, c])).toEqual([['hub/a.ts', 'hub/b.ts', 'hub/c.ts', 'hub/index.ts']]);
  });

  it('reports an import of a higher room, and a file that has none', () => {
    const core = { name: 'patch/core/twin.ts', text: "import { place } from '../builtins/fs/place';" };
    const place = { name: 'patch/builtins/fs/place.ts', text: "import '../../core/twin'; import '../module/loads';" };
    const loads = { name: 'patch/builtins/module/loads.ts', text: '' };
    const stray = { name: 'patch/stray.ts', text: '' };
    expect(breaches([core, place, loads, stray], allowed)).toEqual([
      expect.stringMatching(/^patch\/core\/twin\.ts imports .*higher room/),
      expect.stringMatching(/^patch\/stray\.ts belongs to no room/),
    ]);
  });

  it('reports a patch that imports another patch', () => {
    const fs = { name: 'patch/builtins/fs/index.ts', text: 'export default definePatch({});' };
    const registry = { name: 'patch/registry.ts', text: "import fs from './builtins/fs';" };
    const net = { name: 'patch/builtins/net.ts', text: "import fs from './fs';" };
    expect(breaches([fs, registry, net], allowed)).toEqual([expect.stringContaining('only a registry')]);
  });
});
