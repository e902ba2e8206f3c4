import { shared } from '../base/shared';
import { Journal } from './journal';
import asyncHooks from './async_hooks';
import atomics from './atomics';
import buffer from './buffer';
import childProcess from './child_process';
import crypto from './crypto';
import dgram from './dgram';
import dns from './dns';
import events from './events';
import fs from './fs';
import globals from './global';
import http from './http';
import https from './https';
import module from './module';
import net from './net';
import process from './process';
import readline from './readline';
import sqlite from './sqlite';
import stream from './stream';
import timers from './timers';
import tls from './tls';
import vm from './vm';
import webassembly from './webassembly';
import workerThreads from './worker_threads';
import zlib from './zlib';

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
export const journal: Journal = shared('journal', () => new Journal(patches));
