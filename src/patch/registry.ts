import { latePatch, type PatchDeclaration } from './core/define';
import { Journal } from './core/journal';
import asyncHooks from './builtins/async_hooks';
import atomics from './builtins/atomics';
import buffer from './builtins/buffer';
import events from './builtins/events';
import fs from './builtins/fs';
import globals from './builtins/global';
import module from './builtins/module';
import process from './builtins/process';
import timers from './builtins/timers';
import vm from './builtins/vm';
import webassembly from './builtins/webassembly';

/** Of the module of a patch. */
interface Found {
  readonly default: PatchDeclaration;
}

/** Every patch there is. */
export const patches = [
  asyncHooks,
  atomics,
  buffer,
  latePatch({ module: 'child_process' }, () => require('./builtins/child_process') as Found),
  latePatch({ module: 'crypto' }, () => require('./builtins/crypto') as Found),
  latePatch({ module: 'dgram' }, () => require('./builtins/dgram') as Found),
  latePatch({ module: 'dns' }, () => require('./builtins/dns') as Found),
  events,
  fs,
  globals,
  latePatch({ module: 'http', alsoWith: ['https', 'http2'] }, () => require('./builtins/http') as Found),
  latePatch({ module: 'https', alsoWith: ['http2'] }, () => require('./builtins/https') as Found),
  module,
  latePatch({ module: 'net' }, () => require('./builtins/net') as Found),
  process,
  latePatch({ module: 'readline' }, () => require('./builtins/readline') as Found),
  latePatch({ module: 'sqlite', always: true, whenLoaded: true }, () => require('./builtins/sqlite') as Found),
  latePatch({ module: 'stream', always: true }, () => require('./builtins/stream') as Found),
  timers,
  latePatch({ module: 'tls' }, () => require('./builtins/tls') as Found),
  vm,
  webassembly,
  // Ports exist without it, as in `new MessageChannel()`.
  latePatch(
    { module: 'worker_threads', alsoWith: ['internal/worker/io'] },
    () => require('./builtins/worker_threads') as Found,
  ),
  latePatch({ module: 'zlib' }, () => require('./builtins/zlib') as Found),
];

/** A second copy of the package keeps the same journal: a builtin is patched once. */
export const journal: Journal = new Journal(patches);
