import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/matrix';
import { type Document, documents, guides, prose, read } from './documents';

/** As GitHub makes it from a heading. */
function anchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}

const anchorsOf = (text: string): string[] =>
  [...prose(text).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading!.replaceAll('`', '')));

/** Targets of links that stay in the repository. */
const targets = ({ text }: Document): string[] =>
  [...prose(text).matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(([, target]) => target!);

function isBroken({ name, text }: Document, target: string): boolean {
  const [file, fragment] = target.split('#') as [string, string?];
  const absolute = path.join(ROOT, path.dirname(name), file);
  if (!existsSync(absolute)) return true;
  return fragment !== undefined && !anchorsOf(file === '' ? text : readFileSync(absolute, 'utf8')).includes(fragment);
}

describe('links', () => {
  it.each([...documents(), read('CHANGELOG.md'), read('COMPATIBILITY.md')])(
    '$name links only to files and headings that are there',
    (document) => {
      expect(targets(document).filter((target) => isBroken(document, target))).toEqual([]);
    },
  );

  it('of packed documents lead to packed files, so that they work in node_modules; npm resolves them in the repository', () => {
    const pack = ['pack', '--dry-run', '--json', '--ignore-scripts', '--loglevel=error'];
    const report = execFileSync('npm', pack, { cwd: ROOT, encoding: 'utf8' });
    const [{ files }] = JSON.parse(report) as [{ files: { path: string }[] }];
    const packed = new Set(files.map((file) => file.path));
    const outside = [...documents(), read('CHANGELOG.md'), read('COMPATIBILITY.md')]
      .filter(({ name }) => packed.has(name))
      .flatMap((document) =>
        targets(document)
          .filter((target) => !target.startsWith('#'))
          .map((target) => path.posix.join(path.posix.dirname(document.name), target.split('#')[0]!))
          .filter((target) => !packed.has(target))
          .map((target) => `${document.name}: ${target}`),
      );
    expect(outside).toEqual([]);
    expect(packed).toContain('docs/guide/what-yields.md');
    const { repository, homepage, bugs } = JSON.parse(read('package.json').text) as Record<string, unknown>;
    expect(repository).toMatchObject({ type: 'git', url: expect.stringMatching(/^git\+https:.*greenpatch\.git$/) });
    expect([homepage, bugs]).toEqual([expect.stringContaining('greenpatch'), expect.stringContaining('greenpatch')]);
  }, 120_000);

  it('lead from the README to every page of the guide, and from ARCHITECTURE.md to every page of the internals', () => {
    for (const [from, folder] of [
      ['README.md', 'docs/guide/'],
      ['ARCHITECTURE.md', 'docs/internals/'],
    ] as const) {
      const pages = guides().filter(({ name }) => name.startsWith(folder));
      const linked = targets(read(from)).map((target) => target.split('#')[0]);
      expect(pages.length).toBeGreaterThan(5);
      expect(pages.map(({ name }) => name).filter((name) => !linked.includes(name))).toEqual([]);
    }
  });
});
