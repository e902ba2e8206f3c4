import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

/** Layers from the lowest to the highest; see docs/internals/overview.md. A file imports only from its own layer or a lower one. */
export const LAYERS = ['base', 'fiber', 'hub', 'sync', 'testing', 'patch', 'compat', 'observe', 'cli'];

/** The files directly in src/ stand above every folder, in this order. */
export const TOP = ['lazy.ts', 'api.ts', 'register.ts', 'index.ts'];

/** Rooms within a layer, from the lowest to the highest: a file imports from its own room or a lower one. A name stands for a folder or a file. */
export const ROOMS: Record<string, readonly string[]> = {
  patch: ['core', 'builtins calls', 'registry', 'index'],
  compat: ['core', 'sqlite libraries sync', 'adapters', 'registry', 'index'],
  cli: ['child-process command', 'check doctor', 'main'],
};

/** In these layers only a registry may import a declaration; declarations never import each other. */
const DECLARATIONS: Record<string, RegExp> = {
  patch: /export default definePatch\(/,
  compat: /export default defineAdapter\(/,
};

/** A source file: its path below src/, with forward slashes, and its text. */
export interface Source {
  name: string;
  text: string;
}

/** Reads every TypeScript file below a folder. */
export function readSources(folder: string): Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => ({ name: name.split(path.sep).join('/'), text: readFileSync(path.join(folder, name), 'utf8') }));
}

/**
 * Every breach of the layer rule, as a sentence each.
 * @param sources all files of src/
 * @param packages names of the packages that may be imported at run time
 */
export function breaches(sources: Source[], packages: readonly string[]): string[] {
  const texts = new Map(sources.map(({ name, text }) => [name, text]));
  return sources.flatMap(({ name, text }) => {
    if (rank(name) < 0) return [`${name} belongs to no layer: ${LAYERS.join(', ')} or ${TOP.join(', ')}`];
    if (roomsOf(name, name)?.includes(-1)) return [`${name} belongs to no room of its layer: see ROOMS`];
    return importsOf(text).flatMap((specifier) => {
      const fault = specifier.startsWith('.')
        ? relativeFault(name, specifier, texts)
        : packageFault(specifier, packages);
      return fault ? [`${name} imports ${specifier}: ${fault}`] : [];
    });
  });
}

/** Everything a file imports, exports from or requires, types included. */
function importsOf(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

/**
 * The files of src that import each other in a circle, by value: types are gone when the code runs. Each circle once, in some
 * order.
 */
export function circles(sources: Source[]): string[][] {
  const imports = new Map(sources.map((source) => [source.name, valueImports(source, sources)]));
  const reached = new Map(sources.map(({ name }) => [name, reachableFrom(name, imports)]));
  const inCircle = sources.map(({ name }) => name).filter((name) => reached.get(name)!.has(name));
  const mates = (name: string) => inCircle.filter((one) => reached.get(name)!.has(one) && reached.get(one)!.has(name));
  return [...new Set(inCircle.map((name) => mates(name).sort().join(' ')))].map((names) => names.split(' '));
}

function reachableFrom(start: string, imports: Map<string, string[]>): Set<string> {
  const reached = new Set<string>();
  const open = [...imports.get(start)!];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...imports.get(name)!);
  }
  return reached;
}

function valueImports({ name, text }: Source, sources: Source[]): string[] {
  const names = new Set(sources.map((source) => source.name));
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
  return file.statements.flatMap((statement) => {
    const specifier = valueSpecifier(statement);
    if (specifier === undefined || !specifier.startsWith('.')) return [];
    const target = path.posix.join(path.posix.dirname(name), specifier.replace(/\.js$/, ''));
    return [`${target}.ts`, `${target}/index.ts`].filter((one) => names.has(one)).slice(0, 1);
  });
}

/** What a statement imports, or exports from, if any of it is more than a type. */
function valueSpecifier(statement: ts.Statement): string | undefined {
  if (ts.isImportDeclaration(statement)) {
    const { importClause: clause, moduleSpecifier } = statement;
    const named = clause?.namedBindings;
    const onlyTypes = clause?.name === undefined && named !== undefined && ts.isNamedImports(named) && areTypes(named);
    return clause?.isTypeOnly || onlyTypes ? undefined : (moduleSpecifier as ts.StringLiteral).text;
  }
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return undefined;
  const { exportClause: clause } = statement;
  const onlyTypes = clause !== undefined && ts.isNamedExports(clause) && areTypes(clause);
  return statement.isTypeOnly || onlyTypes ? undefined : (statement.moduleSpecifier as ts.StringLiteral).text;
}

const areTypes = ({ elements }: ts.NamedImports | ts.NamedExports): boolean =>
  elements.length > 0 && [...elements].every((element) => element.isTypeOnly);

/** A layer's number; -1 for a file that has none. */
function rank(name: string): number {
  const [folder, ...rest] = name.split('/');
  if (rest.length > 0) return LAYERS.indexOf(folder!);
  return TOP.includes(name) ? LAYERS.length + TOP.indexOf(name) : -1;
}

function relativeFault(from: string, specifier: string, texts: Map<string, string>): string | undefined {
  const target = path.posix.join(path.posix.dirname(from), specifier.replace(/\.js$/, ''));
  if (target === '../package.json') return undefined;
  const file = [`${target}.ts`, `${target}/index.ts`].find((name) => texts.has(name));
  if (!file) return 'there is no such file in src';
  if (rank(file) > rank(from)) return 'it is in a higher layer';
  const rooms = roomsOf(from, file);
  if (rooms !== undefined && rooms[1] > rooms[0]) return 'it is in a higher room of the layer';
  const door = doorOf(file, from, texts);
  if (door !== undefined) return `import ${door} instead, which is the door of its folder`;
  const layer = file.split('/')[0]!;
  if (!DECLARATIONS[layer]?.test(texts.get(file)!) || isRegistry(from, layer)) return undefined;
  return 'only a registry imports a declaration';
}

const isRegistry = (name: string, layer: string): boolean => name === `${layer}/registry.ts`;

/** The numbers of two files' rooms; undefined where they are in different layers, or in one without rooms. */
function roomsOf(from: string, to: string): [number, number] | undefined {
  const layer = from.split('/')[0]!;
  const rooms = ROOMS[layer];
  if (rooms === undefined || !to.startsWith(`${layer}/`)) return undefined;
  const room = (name: string) =>
    rooms.findIndex((names) => names.split(' ').includes(name.split('/')[1]!.replace(/\.ts$/, '')));
  return [room(from), room(to)];
}

/**
 * The index of a folder is its door: files of other folders import that and nothing behind it. A folder within may have one of
 * its own. The index of a patch or an adapter is its declaration, which has no names to give: what others need of such a folder
 * they import by file.
 * @returns the index that is to be imported in place of `file`, if it is to be
 */
function doorOf(file: string, from: string, texts: Map<string, string>): string | undefined {
  const parts = file.split('/').slice(0, -1);
  const folders = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  const door = folders
    .filter((folder) => !from.startsWith(`${folder}/`))
    .map((folder) => `${folder}/index.ts`)
    .findLast((index) => texts.has(index) && !isDeclaration(texts.get(index)!));
  return door === file ? undefined : door;
}

const isDeclaration = (text: string): boolean => Object.values(DECLARATIONS).some((pattern) => pattern.test(text));

function packageFault(specifier: string, packages: readonly string[]): string | undefined {
  if (isBuiltin(specifier)) return undefined;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return packages.includes(name) ? undefined : 'the package is not on the list of run-time dependencies';
}
