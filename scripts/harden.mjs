// Makes the compiled code independent of what a program does to the language's own objects: it may delete
// `Array.prototype[Symbol.iterator]`, replace `Map`, `Reflect.apply` or `Promise.prototype.then`, and Node's own modules do not
// mind. So every use of such an object or method in src/ is turned into one of a copy that is made when greenpatch is loaded.
// What is used is told by TypeScript's types; the copies are in dist/base/intrinsics.js, which compile.mjs writes.
import path from 'node:path';
import ts from 'typescript';
import {
  AS_THEY_ARE,
  COLLECTIONS,
  GETTERS,
  ITERATING,
  NODES,
  PROTOTYPES,
  VIEWS,
  WITHOUT_THIS,
} from './harden-names.mjs';
import { declaration, goesOn, isWritten, withBody } from './harden-nodes.mjs';

const { factory } = ts;

/**
 * @param {ts.TypeChecker} checker
 * @param {import('./harden-names.mjs').Intrinsics} intrinsics
 * @param {string} root src/
 * @returns {ts.TransformerFactory<ts.SourceFile>}
 */
export const hardening = (checker, intrinsics, root) => (context) => (file) =>
  new Hardening(checker, intrinsics, context, file).run(root);

class Hardening {
  /** @type {Set<string>} */
  used = new Set();
  temporaries = 0;

  /**
   * @param {ts.TypeChecker} checker
   * @param {import('./harden-names.mjs').Intrinsics} intrinsics
   * @param {ts.TransformationContext} context
   * @param {ts.SourceFile} file
   */
  constructor(checker, intrinsics, context, file) {
    this.checker = checker;
    this.intrinsics = intrinsics;
    this.context = context;
    this.file = file;
  }

  /** @param {string} root */
  run(root) {
    const visited = ts.visitEachChild(this.file, this.visit, this.context);
    if (this.used.size === 0) return visited;
    let from = path.relative(path.dirname(this.file.fileName), path.join(root, 'base', 'intrinsics'));
    from = from.split(path.sep).join('/');
    if (!from.startsWith('.')) from = `./${from}`;
    const names = [...this.used].sort().map((name) => factory.createBindingElement(undefined, name, `$${name}`));
    const required = factory.createCallExpression(factory.createIdentifier('require'), undefined, [
      factory.createStringLiteral(from),
    ]);
    const declared = factory.createVariableStatement(
      undefined,
      factory.createVariableDeclarationList(
        [factory.createVariableDeclaration(factory.createObjectBindingPattern(names), undefined, undefined, required)],
        ts.NodeFlags.Const,
      ),
    );
    return factory.updateSourceFile(visited, [declared, ...visited.statements]);
  }

  /** @param {string} name @param {string} [how] */
  intrinsic(name, how) {
    if (how !== undefined) this.intrinsics.use(name, how);
    this.used.add(name);
    return factory.createIdentifier(`$${name}`);
  }

  /** @param {ts.Expression} expression */
  iterable(expression) {
    return factory.createCallExpression(this.intrinsic('iterable'), undefined, [expression]);
  }

  /** @param {ts.Node} node */
  leave(node) {
    const { line } = this.file.getLineAndCharacterOfPosition(node.getStart(this.file));
    this.intrinsics.left.push(
      `${path.basename(this.file.fileName)}:${line + 1} ${node.getText(this.file).slice(0, 60)}`,
    );
  }

  /** @param {ts.Declaration} declaration */
  ofLibrary(declaration) {
    const { fileName } = declaration.getSourceFile();
    return /[\\/]lib\.[^\\/]*\.d\.ts$/.test(fileName) || /[\\/]@types[\\/]node[\\/]/.test(fileName);
  }

  /**
   * The name of the global that an identifier stands for.
   * @param {ts.Node} node
   * @returns {string | undefined}
   */
  globalOf(node) {
    if (!ts.isIdentifier(node)) return undefined;
    const symbol = this.checker.getSymbolAtLocation(node);
    if (node.text === 'globalThis' && symbol?.declarations === undefined) return 'globalThis';
    const declarations = symbol?.declarations;
    if (declarations === undefined || declarations.length === 0 || AS_THEY_ARE.has(node.text)) return undefined;
    if (!declarations.every((one) => this.ofLibrary(one))) return undefined;
    const language = declarations.some((one) => /[\\/]lib\.[^\\/]*\.d\.ts$/.test(one.getSourceFile().fileName));
    if (!NODES.has(node.text) && !(language && !/^[a-z]/.test(node.text))) return undefined;
    return node.text;
  }

  /**
   * Whose method or getter a property is, by the name of the constructor.
   * @param {ts.PropertyAccessExpression} node
   * @returns {string | undefined}
   */
  ownerOf(node) {
    if (!ts.isIdentifier(node.name)) return undefined;
    const declarations = this.checker.getSymbolAtLocation(node.name)?.declarations ?? [];
    const owners = new Set(
      declarations.map((one) =>
        this.ofLibrary(one) && ts.isInterfaceDeclaration(one.parent) ? PROTOTYPES.get(one.parent.name.text) : undefined,
      ),
    );
    const [owner] = owners;
    if (
      owners.size > 1 &&
      GETTERS.has(node.name.text) &&
      [...owners].every((one) => one !== undefined && VIEWS.test(one))
    )
      return 'ArrayBufferView';
    if (owners.size > 1 && [...owners].some((one) => one !== undefined)) this.leave(node);
    return owners.size === 1 ? owner : undefined;
  }

  /** @type {(node: ts.Node) => ts.VisitResult<ts.Node>} */
  visit = (node) => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return node;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return node;
    if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword) return node;
    if (ts.isCallExpression(node)) return this.call(node);
    if (ts.isNewExpression(node)) return this.construct(node);
    if (ts.isPropertyAccessExpression(node)) return this.property(node);
    if (ts.isShorthandPropertyAssignment(node)) return this.shorthand(node);
    if (ts.isSpreadElement(node))
      return factory.updateSpreadElement(node, this.iterable(this.expression(node.expression)));
    if (ts.isForOfStatement(node)) return this.forOf(node);
    if (ts.isVariableDeclaration(node) && ts.isArrayBindingPattern(node.name)) return this.pattern(node);
    if (ts.isBindingElement(node) && ts.isArrayBindingPattern(node.name)) this.leave(node);
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return this.fn(node);
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return this.fn(node);
    if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isArrayLiteralExpression(node.left)
    ) {
      const left = /** @type {ts.Expression} */ (ts.visitEachChild(node.left, this.visit, this.context));
      return factory.updateBinaryExpression(node, left, node.operatorToken, this.iterable(this.expression(node.right)));
    }
    if (ts.isYieldExpression(node) && node.asteriskToken !== undefined && node.expression !== undefined) {
      return factory.updateYieldExpression(node, node.asteriskToken, this.iterable(this.expression(node.expression)));
    }
    if (ts.isIdentifier(node)) return this.identifier(node);
    return ts.visitEachChild(node, this.visit, this.context);
  };

  /** @param {ts.Expression} node */
  expression(node) {
    return /** @type {ts.Expression} */ (ts.visitNode(node, this.visit));
  }

  /** @param {ts.NodeArray<ts.Expression> | undefined} nodes */
  expressions(nodes) {
    return (nodes ?? []).map((node) => this.expression(node));
  }

  /** @param {ts.Identifier} node */
  identifier(node) {
    // @ts-expect-error not in the declarations
    if (!ts.isExpressionNode(node)) return node;
    const name = this.globalOf(node);
    return name === undefined ? node : this.intrinsic(name, `globalThis.${name}`);
  }

  /** @param {ts.ShorthandPropertyAssignment} node */
  shorthand(node) {
    const symbol = this.checker.getShorthandAssignmentValueSymbol(node);
    const declarations = symbol?.declarations ?? [];
    if (declarations.length > 0 && declarations.every((one) => this.ofLibrary(one))) this.leave(node);
    return node;
  }

  /** @param {ts.CallExpression} node @returns {ts.Node} */
  call(node) {
    const { expression } = node;
    if (!ts.isPropertyAccessExpression(expression) || expression.expression.kind === ts.SyntaxKind.SuperKeyword)
      return ts.visitEachChild(node, this.visit, this.context);
    const global = this.globalOf(expression.expression);
    if (global !== undefined) return this.staticCall(node, global, expression.name.text);
    const owner = this.ownerOf(expression);
    if (owner === undefined) return ts.visitEachChild(node, this.visit, this.context);
    const method = expression.name.text;
    if (node.questionDotToken !== undefined || ts.isOptionalChain(expression.expression) || goesOn(node)) {
      this.leave(node);
      return ts.visitEachChild(node, this.visit, this.context);
    }
    const fn =
      owner === 'RegExp' && method === 'test'
        ? this.intrinsic('test')
        : this.intrinsic(`${owner}_${method}`, `exports.make.method("${owner}", "${method}")`);
    const args = this.expressions(node.arguments);
    const self = this.expression(expression.expression);
    if (expression.questionDotToken === undefined) return factory.createCallExpression(fn, undefined, [self, ...args]);
    return this.optional(self, (value) => factory.createCallExpression(fn, undefined, [value, ...args]));
  }

  /**
   * `self?.` something.
   * @param {ts.Expression} self
   * @param {(value: ts.Expression) => ts.Expression} then
   */
  optional(self, then) {
    const name = factory.createUniqueName('self');
    this.context.hoistVariableDeclaration(name);
    const nothing = factory.createBinaryExpression(
      factory.createParenthesizedExpression(factory.createAssignment(name, self)),
      ts.SyntaxKind.EqualsEqualsToken,
      factory.createNull(),
    );
    return factory.createParenthesizedExpression(
      factory.createConditionalExpression(nothing, undefined, factory.createVoidZero(), undefined, then(name)),
    );
  }

  /** @param {ts.CallExpression} node @param {string} global @param {string} method */
  staticCall(node, global, method) {
    if (global === 'globalThis' || global === 'process') return ts.visitEachChild(node, this.visit, this.context);
    const fn = this.intrinsic(`${global}_${method}`, `globalThis.${global}?.${method}`);
    const args = this.expressions(node.arguments);
    if (ITERATING.has(`${global}.${method}`) || method === 'from') {
      if (args[0] !== undefined && global !== 'Buffer') args[0] = this.iterable(args[0]);
    }
    if (WITHOUT_THIS.has(global) || method === 'isArray' || method === 'isView')
      return factory.createCallExpression(fn, undefined, args);
    return factory.createCallExpression(this.intrinsic('call'), undefined, [
      fn,
      this.intrinsic(global, `globalThis.${global}`),
      ...args,
    ]);
  }

  /** @param {ts.NewExpression} node @returns {ts.Node} */
  construct(node) {
    const name = this.globalOf(node.expression);
    if (name === undefined || !COLLECTIONS.has(name) || (node.arguments ?? []).length === 0)
      return ts.visitEachChild(node, this.visit, this.context);
    return factory.createCallExpression(this.intrinsic(`new${name}`), undefined, this.expressions(node.arguments));
  }

  /** @param {ts.PropertyAccessExpression} node @returns {ts.Node} */
  property(node) {
    const global = this.globalOf(node.expression);
    const written = isWritten(node);
    if (global !== undefined && !written && global !== 'globalThis' && global !== 'process') {
      const type = this.checker.getTypeAtLocation(node);
      if (type.getCallSignatures().length > 0)
        return this.intrinsic(`${global}_${node.name.text}`, `globalThis.${global}?.${node.name.text}`);
    }
    if (!written && GETTERS.has(node.name.text) && !goesOn(node)) {
      const owner = this.ownerOf(node);
      if (owner !== undefined) return this.getter(node, owner);
    }
    // `Function.prototype.toString`, not called but with `call`.
    if (!written && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'prototype') {
      const holder = this.globalOf(node.expression.expression);
      const key = node.name.text;
      if (holder !== undefined)
        return this.intrinsic(`${holder}_prototype_${key}`, `globalThis.${holder}.prototype.${key}`);
    }
    // Not the name: it is no expression.
    return ts.visitEachChild(node, (child) => (child === node.name ? child : this.visit(child)), this.context);
  }

  /** @param {ts.PropertyAccessExpression} node @param {string} owner */
  getter(node, owner) {
    const key = node.name.text;
    const how =
      owner === 'ArrayBufferView'
        ? `exports.make.viewGetter("${key}")`
        : `exports.make.getter(globalThis.${owner}.prototype, "${key}")`;
    const fn = this.intrinsic(`${owner}_get_${key}`, how);
    const self = this.expression(node.expression);
    if (node.questionDotToken === undefined && !ts.isOptionalChain(node.expression))
      return factory.createCallExpression(fn, undefined, [self]);
    return this.optional(self, (value) => factory.createCallExpression(fn, undefined, [value]));
  }

  /** @param {ts.ForOfStatement} node */
  forOf(node) {
    const iterated = this.iterable(this.expression(node.expression));
    const statement = /** @type {ts.Statement} */ (ts.visitNode(node.statement, this.visit));
    const { initializer, awaitModifier } = node;
    const name = ts.isVariableDeclarationList(initializer) ? initializer.declarations[0]?.name : undefined;
    if (name === undefined || !ts.isArrayBindingPattern(name)) {
      return factory.updateForOfStatement(node, awaitModifier, initializer, iterated, statement);
    }
    const item = factory.createIdentifier(`$item${this.temporaries++}`);
    const pattern = /** @type {ts.BindingName} */ (ts.visitNode(name, this.visit));
    const apart = declaration(pattern, this.iterable(item), initializer.flags);
    const inner = factory.createVariableStatement(undefined, apart);
    const block = factory.createBlock([inner, ...(ts.isBlock(statement) ? statement.statements : [statement])], true);
    const each = declaration(item, undefined, ts.NodeFlags.Const);
    return factory.updateForOfStatement(node, awaitModifier, each, iterated, block);
  }

  /** @param {ts.VariableDeclaration} node */
  pattern(node) {
    if (node.initializer === undefined) return ts.visitEachChild(node, this.visit, this.context);
    const name = /** @type {ts.BindingName} */ (ts.visitEachChild(node.name, this.visit, this.context));
    const value = this.iterable(this.expression(node.initializer));
    return factory.updateVariableDeclaration(node, name, node.exclamationToken, undefined, value);
  }

  /**
   * A parameter that takes an array apart becomes a variable that does.
   * @param {ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration | ts.MethodDeclaration} node
   * @returns {ts.Node}
   */
  fn(node) {
    const visited = /** @type {typeof node} */ (ts.visitEachChild(node, this.visit, this.context));
    if (visited.body === undefined || !node.parameters.some(({ name }) => ts.isArrayBindingPattern(name)))
      return visited;
    /** @type {ts.Statement[]} */
    const inner = [];
    const parameters = visited.parameters.map((parameter) => {
      if (!ts.isArrayBindingPattern(parameter.name)) return parameter;
      const item = factory.createIdentifier(`$item${this.temporaries++}`);
      const apart = declaration(parameter.name, this.iterable(item), ts.NodeFlags.Const);
      inner.push(factory.createVariableStatement(undefined, apart));
      const { modifiers, dotDotDotToken: dots, initializer } = parameter;
      return factory.updateParameterDeclaration(parameter, modifiers, dots, item, undefined, undefined, initializer);
    });
    const { body } = visited;
    const statements = ts.isBlock(body) ? body.statements : [factory.createReturnStatement(body)];
    return withBody(visited, parameters, factory.createBlock([...inner, ...statements], true));
  }
}
