import ts from 'typescript';
import type { Source } from './layers';

/** What a file keeps from one call to the next: variables at its top level that are assigned to, filled, or written into. */
export function stateOf({ name, text }: Source, written: ReadonlySet<string>): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  return file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => {
    const isLet = (declarationList.flags & ts.NodeFlags.Const) === 0;
    return declarationList.declarations.filter((one) => isLet || keeps(one, written)).map((one) => one.name.getText());
  });
}

/** Names of objects that some file writes a property of: `startup.over = true`. */
export function writtenIn(sources: readonly Source[]): Set<string> {
  const write = /\b(\w+)\.\w+ (?:\?\?|\|\||&&|[-+*])?= |\b(\w+)\.\w+(?:\+\+|--)|(?:\+\+|--)(\w+)\.\w+/g;
  return new Set(
    sources.flatMap(({ text }) => [...text.matchAll(write)].map((found) => found[1] ?? found[2] ?? found[3]!)),
  );
}

/** Constants in capitals are not changed, nor are those whose type says so. */
function keeps({ name, type, initializer }: ts.VariableDeclaration, written: ReadonlySet<string>): boolean {
  if (
    initializer === undefined ||
    /^[A-Z][A-Z_0-9]*$/.test(name.getText()) ||
    /^readonly |^Readonly/.test(type?.getText() ?? '')
  )
    return false;
  if (ts.isNewExpression(initializer)) return true;
  if (ts.isArrayLiteralExpression(initializer)) return initializer.elements.length === 0;
  return ts.isObjectLiteralExpression(initializer) && written.has(name.getText());
}
