// What a module re-exports is a getter when it is compiled: to write to `imported.count` is a call first. Near the end of the stack that
// call may throw, and a count that is taken back in a `finally` would stay. So such objects are kept in a constant of the file.
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { LAYERS, readSources, type Source } from './support/layers';

const WRITES = new Set([ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken]);

/** Names that come from a folder's index, which re-exports them. */
function reExported(file: ts.SourceFile): Set<string> {
  const names = file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const bindings = statement.importClause?.namedBindings;
    const isIndex = LAYERS.includes(statement.moduleSpecifier.text.replace(/^(\.\.?\/)+/, ''));
    return isIndex && bindings !== undefined && ts.isNamedImports(bindings)
      ? bindings.elements.map((e) => e.name.text)
      : [];
  });
  return new Set(names);
}

/** Counts of imported objects that a `finally` changes, as `file: text`. */
function writesInFinally({ name, text }: Source): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const imported = reExported(file);
  const found: string[] = [];
  const visit = (node: ts.Node, inFinally: boolean): void => {
    const counts = (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && WRITES.has(node.operator);
    const assigns = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    const target = counts ? node.operand : assigns ? node.left : undefined;
    if (inFinally && target !== undefined && ts.isPropertyAccessExpression(target)) {
      if (ts.isIdentifier(target.expression) && imported.has(target.expression.text))
        found.push(`${name}: ${node.getText(file)}`);
    }
    ts.forEachChild(node, (child) =>
      visit(child, inFinally || (ts.isTryStatement(node) && child === node.finallyBlock)),
    );
  };
  visit(file, false);
  return found;
}

it('counts that a finally takes back are written to without a call', () => {
  // Tests of a program run where the stack is not deep.
  const sources = readSources(path.join(__dirname, '..', 'src')).filter(({ name }) => !name.startsWith('testing/'));
  expect(sources.flatMap(writesInFinally)).toEqual([]);
});

it('is seen where it is not so', () => {
  const text = `import { forbidden } from '../../hub';\ntry { f(); } finally { if (a) forbidden.held--; }`;
  expect(writesInFinally({ name: 'patch/x.ts', text })).toEqual(['patch/x.ts: forbidden.held--']);
});
