import type { Page } from 'playwright-core';
import type { Browser, ContextOptions } from '../chromium.ts';
import type { Site } from './site.ts';

export interface OpenPage extends AsyncDisposable {
  page: Page;
  /** What the page threw, and what its content policy stopped. */
  faults: string[];
  /** Hosts that were asked for anything. */
  hosts: Set<string>;
}

interface PageOptions extends ContextOptions {
  query?: string;
  id?: string;
  /** Before the page is opened: what is to stand between it and the API. */
  prepare?: (page: Page) => Promise<unknown>;
}

/** The watch page in a browser context of its own. */
export async function openPage(
  browser: Browser,
  site: Site,
  { query = '', id = site.video.id, prepare, ...context }: PageOptions = {},
): Promise<OpenPage> {
  const visitor = await browser.newContext({ reducedMotion: 'reduce', ...context });
  const page = await visitor.newPage();
  page.setDefaultTimeout(8_000);
  const faults: string[] = [];
  const hosts = new Set<string>();
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (/^https?:/.test(request.url())) hosts.add(new URL(request.url()).host);
  });
  await prepare?.(page);
  await page.goto(`${site.origin}/watch/${id}${query}`);
  return { page, faults, hosts, [Symbol.asyncDispose]: () => visitor.close() };
}
