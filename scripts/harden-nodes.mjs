// Nodes of TypeScript's syntax tree, for harden.mjs.
import ts from 'typescript';

const { factory } = ts;

/**
 * @param {ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | ts.MethodDeclaration} node
 * @param {ts.ParameterDeclaration[]} parameters
 * @param {ts.Block} body
 */
export function withBody(node, parameters, body) {
  const { modifiers } = node;
  const plain = /** @type {readonly ts.Modifier[] | undefined} */ (/** @type {unknown} */ (modifiers));
  if (ts.isArrowFunction(node)) {
    const arrow = node.equalsGreaterThanToken;
    return factory.updateArrowFunction(node, plain, undefined, parameters, undefined, arrow, body);
  }
  const { asteriskToken: star, name } = node;
  if (ts.isMethodDeclaration(node)) {
    return factory.updateMethodDeclaration(
      node,
      modifiers,
      star,
      node.name,
      undefined,
      undefined,
      parameters,
      undefined,
      body,
    );
  }
  const named = /** @type {ts.Identifier | undefined} */ (name);
  if (ts.isFunctionExpression(node)) {
    return factory.updateFunctionExpression(node, plain, star, named, undefined, parameters, undefined, body);
  }
  return factory.updateFunctionDeclaration(node, modifiers, star, named, undefined, parameters, undefined, body);
}

/** @param {ts.BindingName} name @param {ts.Expression | undefined} value @param {ts.NodeFlags} flags */
export function declaration(name, value, flags) {
  return factory.createVariableDeclarationList(
    [factory.createVariableDeclaration(name, undefined, undefined, value)],
    flags & ts.NodeFlags.BlockScoped,
  );
}

/**
 * Whether more of an optional chain follows, which is left out where this is.
 * @param {ts.CallExpression | ts.PropertyAccessExpression} node
 */
export function goesOn(node) {
  let { parent } = node;
  while (ts.isNonNullExpression(parent)) ({ parent } = parent);
  if (!ts.isOptionalChain(node) || !ts.isOptionalChain(parent)) return false;
  return !('questionDotToken' in parent) || parent.questionDotToken === undefined;
}

/** @param {ts.PropertyAccessExpression} node */
export function isWritten(node) {
  const { parent } = node;
  if (ts.isDeleteExpression(parent)) return true;
  return (
    ts.isBinaryExpression(parent) &&
    parent.left === node &&
    parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
  );
}
