import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { spawn } from 'greenpatch/api';

/** All that a program may touch of a fiber. What the hub and other folders need besides is in src/hub/core.ts and controls.ts. */
const PUBLIC = 'finished get id join kill link locals name state then unlink'.split(' ');

/** Names of the members of a class that a declaration file exports, and those that can be written to. */
function membersOf(file: string, name: string): { all: string[]; writable: string[] } {
  const program = ts.createProgram([file], { skipLibCheck: true, types: ['node'] });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
  const symbol = checker.getExportsOfModule(module).find((one) => one.name === name)!;
  const type = checker.getDeclaredTypeOfSymbol(
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  );
  const named = type.getProperties().filter((member) => !/^(__|#)/.test(member.name));
  const writable = named.filter(({ flags, declarations }) =>
    flags & ts.SymbolFlags.Accessor
      ? flags & ts.SymbolFlags.SetAccessor
      : flags & ts.SymbolFlags.Property &&
        !(ts.getCombinedModifierFlags(declarations![0]!) & ts.ModifierFlags.Readonly),
  );
  return { all: named.map((member) => member.name).sort(), writable: writable.map((member) => member.name) };
}

describe('a fiber, as programs have it', () => {
  it('has no more in the declarations that ship than what is public', () => {
    const { all, writable } = membersOf(path.join(__dirname, '../../dist/api.d.ts'), 'Fiber');
    expect(all).toEqual(PUBLIC);
    expect(writable).toEqual(['name']);
  });

  it('has no more at run time either', () => {
    const fiber = spawn(() => 1);
    const named = (object: object) => Object.getOwnPropertyNames(object).filter((name) => name !== 'constructor');
    expect([...named(fiber), ...named(Object.getPrototypeOf(fiber))].sort()).toEqual(PUBLIC);
    expect(() => Object.assign(fiber, { state: 'done' })).toThrow(TypeError);
  });
});
