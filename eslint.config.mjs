import js from '@eslint/js';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Size limits: files of about 200 lines and functions of about 20; these are where "about" ends. */
const SIZES = {
  'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
};

export default ts.config(
  {
    ignores: [
      ...['dist/', 'build/', 'prebuilds/', '.cache/', 'coverage/', 'node_modules/', '**/out/'],
      'test/programs/gc/optimised-on-demand.js', // V8's own %syntax
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { ...globals.node, gc: 'readonly' } },
  },
  // These programs do odd things on purpose: endless loops, values that are not read, errors that hide others.
  {
    files: ['test/programs/**/*.js', 'test/fixtures/**/*.js'],
    rules: {
      'no-constant-binary-expression': 'off',
      'no-unreachable': 'off',
      'no-unused-vars': 'off',
      'no-useless-assignment': 'off',
      'preserve-caught-error': 'off',
    },
  },
  { files: ['**/*.mjs'], languageOptions: { sourceType: 'module', globals: globals.nodeBuiltin } },
  {
    files: ['**/*.ts'],
    extends: [ts.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'none' }],
      // The code of a program that replaces other people's functions handles values of unknown type all day, and throws on
      // what it was handed, whatever that is.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-function-type': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  // A preload must be synchronous CommonJS from the first line; require() in src is how a module is loaded late on purpose.
  { files: ['src/**/*.ts'], rules: { ...SIZES, '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['scripts/**/*.mjs'], rules: SIZES },
  { files: ['test/**/*.ts'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
