import { Journal } from './core/journal';
import asyncHooks from './builtins/async_hooks';
import atomics from './builtins/atomics';
import buffer from './builtins/buffer';
import childProcess from './builtins/child_process';
import crypto from './builtins/crypto';
import dgram from './builtins/dgram';
import dns from './builtins/dns';
import events from './builtins/events';
import fs from './builtins/fs';
import globals from './builtins/global';
import http from './builtins/http';
import https from './builtins/https';
import module from './builtins/module';
import net from './builtins/net';
import process from './builtins/process';
import readline from './builtins/readline';
import sqlite from './builtins/sqlite';
import stream from './builtins/stream';
import timers from './builtins/timers';
import tls from './builtins/tls';
import vm from './builtins/vm';
import webassembly from './builtins/webassembly';
import workerThreads from './builtins/worker_threads';
import zlib from './builtins/zlib';

/** Every patch there is. */
export const patches = [
  asyncHooks,
  atomics,
  buffer,
  childProcess,
  crypto,
  dgram,
  dns,
  events,
  fs,
  globals,
  http,
  https,
  module,
  net,
  process,
  readline,
  sqlite,
  stream,
  timers,
  tls,
  vm,
  webassembly,
  workerThreads,
  zlib,
];

/** A second copy of the package keeps the same journal: a builtin is patched once. */
export const journal: Journal = new Journal(patches);
