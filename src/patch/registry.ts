import { shared } from '../base/shared';
import { Journal } from './journal';
import atomics from './atomics';
import childProcess from './child_process';
import fs from './fs';
import http from './http';
import https from './https';
import module from './module';
import net from './net';
import timers from './timers';
import tls from './tls';

/** Every patch there is. */
export const patches = [atomics, childProcess, fs, http, https, module, net, timers, tls];

/** A second copy of the package keeps the same journal: a builtin is patched once. */
export const journal: Journal = shared('journal', () => new Journal(patches));
