import { createRequire } from 'node:module';
import path from 'node:path';
import type { ClientClass } from '../pg/types';

/**
 * Loads the program's own `pg`.
 * @param from files beside which it may be installed
 * @throws Error MODULE_NOT_FOUND that names `pg-native`, when there is none
 */
export function findPg(from: readonly (string | undefined)[]): ClientClass {
  const places = [...from, process.argv[1], path.join(process.cwd(), 'package.json')];
  for (const place of places) {
    if (place === undefined || !path.isAbsolute(place)) continue;
    try {
      return (createRequire(place)('pg') as { Client: ClientClass }).Client;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw notFound("Cannot find module 'pg-native', nor 'pg', which could stand for it");
}

/** As the error of `require`. */
export function notFound(message: string): Error {
  return Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND', requireStack: [] });
}
