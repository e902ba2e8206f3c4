// The builds of the native switch test: one entry is one compiler, target, set of flags, and what runs the program.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * @typedef {object} Toolchain
 * @property {'x86-64' | 'arm64'} arch
 * @property {'glibc' | 'musl'} libc
 * @property {boolean} native runs on this machine's processor with this machine's C library
 * @property {string} cc
 * @property {string | null} cxx null: no C++ library for this target, the test of exceptions is reported as skipped
 * @property {string[]} flags for every compiler call
 * @property {string[]} link for the linker alone
 * @property {string[]} runner the emulator's command line; empty: none
 * @property {string[]} files what must exist besides the commands
 * @property {string} packages what to install where it is missing (Debian's names)
 *
 * @typedef {Toolchain & { name: string }} Variant
 */

const GLIBC_FLAGS = [['-O0'], ['-O2'], ['-O3', '-flto']];

// With the C library's own start files the program would run without BTI: see start_bti.S. The linker marks it as fit for
// BTI, and an object that is not fit is an error.
const BRANCH_PROTECTION = ['-O2', '-mbranch-protection=standard'];
const BTI_LINK = ['-nostartfiles', 'start_bti.S', '-Wl,-z,force-bti,--fatal-warnings'];

// musl's specs for GCC leave this out, and without it no unwind table is found.
const MUSL_LINK = ['-Wl,--eh-frame-hdr'];
const MUSL_ARM64_SPECS = '/usr/lib/aarch64-linux-musl/musl-gcc.specs';

/** Debian packages that bring the arm64 variants with glibc. */
export const ARM64_PACKAGES = ['g++-aarch64-linux-gnu', 'qemu-user'];

/** @returns {'x86-64' | 'arm64' | null} null: there is no switch layer for this machine */
export function hostArch() {
  if (process.platform !== 'linux') return null;
  return process.arch === 'x64' ? 'x86-64' : process.arch === 'arm64' ? 'arm64' : null;
}

/** @returns {Variant[]} every variant that this machine could run, given the tools; the native ones first */
export function allVariants() {
  const arch = hostArch();
  if (!arch) return [];
  const libc = hostLibc();
  return [
    ...GLIBC_FLAGS.flatMap((flags) => variant(hostToolchain(arch, libc), flags)),
    ...(libc === 'glibc' ? variant(muslWrapper(arch), ['-O2']) : []),
    ...(arch === 'arm64' ? [] : arm64Variants()),
  ];
}

/** @returns {Variant[]} arm64 on another processor, under qemu-user */
function arm64Variants() {
  const bti = crossArm64(['-cpu', 'max'], BTI_LINK);
  return [
    ...['-O0', '-O2'].flatMap((level) => variant(crossArm64(), [level])),
    ...variant(bti, BRANCH_PROTECTION),
    ...variant(crossArm64Musl(), ['-O2']),
  ];
}

/**
 * @param {Toolchain} toolchain
 * @param {string[]} flags
 * @returns {[Variant]}
 */
function variant(toolchain, flags) {
  const name = `${toolchain.arch} ${toolchain.libc} ${flags.join(' ')}`;
  return [{ ...toolchain, name, flags: [...toolchain.flags, ...flags] }];
}

/**
 * @param {'x86-64' | 'arm64'} arch
 * @param {'glibc' | 'musl'} libc
 * @returns {Toolchain}
 */
function hostToolchain(arch, libc) {
  const { CC = 'cc', CXX = 'c++' } = process.env;
  const rest = { flags: [], link: [], runner: [], files: [], packages: 'a C and C++ compiler, such as g++' };
  return { arch, libc, native: true, cc: CC, cxx: CXX, ...rest };
}

/**
 * @param {'x86-64' | 'arm64'} arch
 * @returns {Toolchain} this machine's GCC with musl in place of glibc
 */
function muslWrapper(arch) {
  const rest = { flags: [], runner: [], files: [], packages: 'musl-tools' };
  return { arch, libc: 'musl', native: false, cc: 'musl-gcc', cxx: null, link: MUSL_LINK, ...rest };
}

/**
 * @param {string[]} [cpu] arguments of qemu that choose the processor
 * @param {string[]} [link]
 * @returns {Toolchain}
 */
function crossArm64(cpu = [], link = []) {
  return {
    arch: 'arm64',
    libc: 'glibc',
    native: false,
    cc: 'aarch64-linux-gnu-gcc',
    cxx: 'aarch64-linux-gnu-g++',
    flags: [],
    link,
    runner: ['qemu-aarch64', ...cpu, '-L', '/usr/aarch64-linux-gnu'],
    files: [],
    packages: ARM64_PACKAGES.join(' '),
  };
}

/** @returns {Toolchain} */
function crossArm64Musl() {
  return {
    ...crossArm64(),
    libc: 'musl',
    cxx: null,
    flags: ['-specs', MUSL_ARM64_SPECS],
    link: MUSL_LINK,
    runner: ['qemu-aarch64'],
    files: [MUSL_ARM64_SPECS, '/lib/ld-musl-aarch64.so.1'],
    packages: `${ARM64_PACKAGES.join(' ')} musl-dev:arm64 (after dpkg --add-architecture arm64)`,
  };
}

/**
 * @param {Variant} variant
 * @returns {string | null} why the variant can't run here
 */
export function missing({ cc, cxx, runner, files, packages }) {
  const commands = [cc, ...(cxx ? [cxx] : []), ...runner.slice(0, 1)];
  const absent = [
    ...commands.filter((command) => version(command) === null),
    ...files.filter((file) => !existsSync(file)),
  ];
  return absent.length > 0 ? `no ${absent.join(', ')} here; install ${packages}` : null;
}

/**
 * @param {string} command
 * @returns {string | null} the first line of what it says to --version, null if it can't be run
 */
export function version(command) {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? (/^.*$/m.exec(stdout)?.[0].trim() ?? null) : null;
}

/** @returns {'glibc' | 'musl'} what this Node is linked with */
function hostLibc() {
  const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return report.header.glibcVersionRuntime ? 'glibc' : 'musl';
}
