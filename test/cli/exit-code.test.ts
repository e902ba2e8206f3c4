import { describe, expect, it } from 'vitest';
import { exitCode } from '../../src/cli/check';
import type { Finding } from '../../src/cli/check/verdict';

describe('the exit code', () => {
  const having = (...kinds: Finding['kind'][]) => ({ findings: kinds.map((kind) => ({ kind, text: '', advice: '' })) });

  it.each([
    ['none', [0, 0, 0, 0]],
    ['blocks', [1, 0, 0, 0]],
    ['captured', [1, 1, 0, 0]],
    ['addons', [1, 1, 1, 0]],
  ])('with --fail-on %s', (failOn, expected) => {
    const kinds = ['blocks', 'captured', 'addon', 'incomplete'] as const;
    expect(kinds.map((kind) => exitCode(having(kind), failOn))).toEqual(expected);
  });
});
