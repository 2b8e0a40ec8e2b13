import type { Page } from 'playwright-core';
import type { Browser, ContextOptions } from '../chromium.ts';
import type { Site } from './site.ts';
import { ID } from '../client/sample-video.ts';

export interface OpenPage extends AsyncDisposable {
  page: Page;
  /** What the page threw, and what its content policy stopped. */
  faults: string[];
}

/** The watch page in a browser context of its own. */
export async function openPage(
  browser: Browser,
  site: Site,
  { query = '', id = ID, ...context }: ContextOptions & { query?: string; id?: string } = {},
): Promise<OpenPage> {
  const visitor = await browser.newContext({ reducedMotion: 'reduce', ...context });
  const page = await visitor.newPage();
  page.setDefaultTimeout(8_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) faults.push(message.text());
  });
  await page.goto(`${site.origin}/watch/${id}${query}`);
  return { page, faults, [Symbol.asyncDispose]: () => visitor.close() };
}
