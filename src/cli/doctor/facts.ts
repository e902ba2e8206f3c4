import { readFileSync } from 'node:fs';
import os from 'node:os';
import { SETTINGS, type SettingName, setting } from '../../base/config';
import { ownVersion } from '../../base/package-root';

/** What fibers depend on and this process can tell about itself. */
export interface Facts {
  greenpatch: string;
  node: string;
  v8: string;
  /** The number that a compiled addon must have been made for. */
  abi: string;
  platform: string;
  arch: string;
  /** `glibc 2.36`, `musl`; empty outside Linux. */
  libc: string;
  kernel: string;
  /** How many mappings a process may have; null outside Linux. */
  maxMapCount: number | null;
}

/** A setting in effect. */
export interface SettingInEffect {
  variable: string;
  value: string | number | boolean | null;
  from: 'environment' | 'default';
  /** Why the variable's value cannot be used. */
  problem?: string;
}

function libc(): string {
  if (process.platform !== 'linux') return '';
  // A report looks up the names of open connections unless told not to.
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  report.excludeNetwork = true;
  const { header } = report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined ? 'musl' : `glibc ${header.glibcVersionRuntime}`;
}

function maxMapCount(): number | null {
  try {
    return Number(readFileSync('/proc/sys/vm/max_map_count', 'utf8'));
  } catch {
    return null;
  }
}

export function facts(): Facts {
  return {
    greenpatch: ownVersion(),
    node: process.version,
    v8: process.versions.v8,
    abi: process.versions.modules,
    platform: process.platform,
    arch: process.arch,
    libc: libc(),
    kernel: os.release(),
    maxMapCount: maxMapCount(),
  };
}

/** Every setting with its value, those with a wrong one included. */
export function settingsInEffect(): SettingInEffect[] {
  return (Object.keys(SETTINGS) as SettingName[]).map((name) => {
    const variable = `GREENPATCH_${name}`;
    const from = (process.env[variable] ?? '') === '' ? 'default' : 'environment';
    try {
      return { variable, value: setting(name), from };
    } catch (error) {
      return { variable, value: null, from, problem: (error as Error).message };
    }
  });
}
