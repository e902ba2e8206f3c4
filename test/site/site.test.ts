// Builds the site and looks at it in a real browser: Chromium, driven by the DevTools protocol.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../../site/serve.mjs';
import { ensure } from '../libs/harness/server-tools.mjs';
import { ROOT } from '../support/matrix';

const PHONE = { width: 360, height: 740, isMobile: true, hasTouch: true };
const DESK = { width: 1280, height: 900 };
const BUILD_MS = 300_000; // on a busy machine; 30 s of processor time
const LOOK_MS = 60_000;

let folder: string;
let site: Awaited<ReturnType<typeof serve>>;
let browser: Browser;
let page: Page;
/** What a page asked for and did not get, and errors that it has thrown. */
const faults: string[] = [];

beforeAll(async () => {
  const executablePath = ensure('chromium', 'chromium');
  folder = mkdtempSync(path.join(tmpdir(), 'greenpatch-site-'));
  const built = process.env.GREENPATCH_TEST_SITE; // by `npm run site`, where only the tests are worked on
  if (!built)
    await promisify(execFile)(process.execPath, ['site/build.mjs', folder], { cwd: ROOT, maxBuffer: 2 ** 26 });
  site = await serve(built ?? folder);
  browser = await puppeteer.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  page = await browser.newPage();
  page.setDefaultTimeout(LOOK_MS);
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
  });
}, BUILD_MS);

afterAll(async () => {
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true, force: true });
  expect(faults).toEqual([]);
});

const open = async (name: string) => {
  await page.goto(`${site.url}${name}`, { waitUntil: 'networkidle0', timeout: LOOK_MS });
};

/** Paths and fragments that the links of the open page lead to, within the site. */
const linksOf = () => page.$$eval('a[href]', (all) => all.map((a) => (a as unknown as { href: string }).href));

describe('the site', () => {
  it('has no link that leads nowhere', { timeout: BUILD_MS }, async () => {
    const seen = new Map<string, Promise<{ ok: boolean; text: string }>>();
    const load = (url: string) => {
      if (!seen.has(url))
        seen.set(
          url,
          fetch(url).then(async (answer) => ({ ok: answer.ok, text: await answer.text() })),
        );
      return seen.get(url)!;
    };
    const broken: string[] = [];
    const queue = [`${site.url}/`];
    const visited = new Set(queue);
    for (const url of queue) {
      const { text } = await load(url);
      for (const [, href] of text.matchAll(/<a [^>]*?href="([^"]+)"/g)) {
        const target = new URL(href!.replaceAll('&amp;', '&'), url);
        if (target.origin !== site.url) continue;
        const bare = `${target.origin}${target.pathname}`;
        const { ok, text: there } = await load(bare);
        const id = decodeURIComponent(target.hash.slice(1));
        if (!ok || (id && !there.includes(`id="${id}"`))) broken.push(`${url}: ${href}`);
        if (!ok || visited.has(bare) || !there.startsWith('<!DOCTYPE html>')) continue;
        visited.add(bare);
        queue.push(bare);
      }
    }
    expect([...new Set(broken)]).toEqual([]);
    expect(visited.size).toBeGreaterThan(40);
  });

  it('finds a word', { timeout: LOOK_MS }, async () => {
    await page.setViewport(DESK);
    await open('/');
    await page.click('.VPNavBarSearch button');
    await page.waitForSelector('.VPLocalSearchBox input');
    await page.type('.VPLocalSearchBox input', 'BROKEN_BARRIER');
    await page.waitForSelector('.VPLocalSearchBox .result');
    const hits = await page.$$eval('.VPLocalSearchBox .result', (all) =>
      all.map((hit) => hit.getAttribute('href') ?? ''),
    );
    expect(hits.some((href) => href.startsWith('/docs/guide/errors'))).toBe(true);
    await page.click('.VPLocalSearchBox .result[href^="/docs/guide/errors"]');
    await page.waitForFunction('location.pathname === "/docs/guide/errors"');
  });

  it('can be dark', { timeout: LOOK_MS }, async () => {
    await page.setViewport(DESK);
    await open('/docs/guide/what-yields');
    const look = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const before = await look();
    await page.click('.VPNavBarAppearance button');
    await page.waitForFunction(`getComputedStyle(document.body).backgroundColor !== ${JSON.stringify(before)}`);
    await page.click('.VPNavBarAppearance button');
    await page.waitForFunction(`getComputedStyle(document.body).backgroundColor === ${JSON.stringify(before)}`);
  });

  it('fits a telephone', { timeout: BUILD_MS }, async () => {
    await page.setViewport(PHONE);
    const wide: string[] = [];
    await open('/');
    const pages = new Set(
      [...(await linksOf()), `${site.url}/COMPATIBILITY`].filter((url) => url.startsWith(site.url)),
    );
    for (const url of [...pages].map((one) => one.split('#')[0]!).filter((one, nth, all) => all.indexOf(one) === nth)) {
      await page.goto(url, { waitUntil: 'domcontentloaded', timeout: LOOK_MS });
      const width = (await page.evaluate('document.documentElement.scrollWidth')) as number;
      if (width > PHONE.width) wide.push(`${url}: ${width}`);
    }
    expect(wide).toEqual([]);
    expect(pages.size).toBeGreaterThan(20);
  });

  it('shows the ledger as a table that can be filtered', { timeout: LOOK_MS }, async () => {
    await page.setViewport(DESK);
    await open('/COMPATIBILITY');
    await page.waitForSelector('.ledger-rows tbody tr');
    const count = () => page.$$eval('.ledger-rows tbody tr', (rows) => rows.length);
    const all = await count();
    expect(all).toBeGreaterThan(400);
    await page.type('.ledger input', 'ioredis');
    await page.waitForFunction(`document.querySelectorAll('.ledger-rows tbody tr').length < ${all}`);
    const names = await page.$$eval('.ledger-rows tbody tr td:first-child', (cells) =>
      cells.map((cell) => cell.textContent),
    );
    expect(new Set(names)).toEqual(new Set(['ioredis']));
    const some = await count();
    await page.select('.ledger select[aria-label=engine]', 'threads');
    await page.waitForFunction(`document.querySelectorAll('.ledger-rows tbody tr').length === ${some / 2}`);
  });

  it('shows the picture of the demo', { timeout: LOOK_MS }, async () => {
    await open('/examples/demo/README');
    const size = await page.$eval(
      '.vp-doc img',
      (image) => (image as unknown as { naturalWidth: number }).naturalWidth,
    );
    expect(size).toBeGreaterThan(100);
  });

  it('has the API, made from the comments of the sources', { timeout: LOOK_MS }, async () => {
    await open('/api/api/');
    expect(await page.$eval('.vp-doc', (text) => text.textContent)).toMatch(/Semaphore[^]*withTimeout/);
  });
});
