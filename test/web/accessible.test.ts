import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { webFixture } from './fixture.ts';
import { openPage } from './open-page.ts';
import type { Site } from './site.ts';
import { failed, inReview, published } from './snapshots.ts';

const fixture = webFixture();
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const RUN = `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html).join(' | ')))`;

/** What axe-core finds wrong with the page as it stands. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  return page.evaluate(RUN);
}

const VIEWS: Record<string, { site: (site: Site) => unknown; ready: string; key?: string }> = {
  'being made': { site: () => undefined, ready: '.rail-now' },
  'in review': { site: ({ run, video }) => run.tell(inReview(video)), ready: '.decide' },
  published: { site: ({ end, video }) => end(published(video)), ready: '[data-state=ready]' },
  failed: { site: ({ end }) => end(failed()), ready: '.outcome' },
  locked: { site: () => undefined, ready: '.outcome', key: 'secret' },
};

test.each(Object.keys(VIEWS))(
  'axe-core finds nothing on a page %s, dark or light',
  async (name) => {
    const view = VIEWS[name];
    if (view === undefined) throw new Error(name);
    const site = await fixture.site(view.key === undefined ? {} : { key: view.key });
    await view.site(site);
    await using opened = await openPage(fixture.browser, site);
    await opened.page.locator(view.ready).waitFor();
    for (const colorScheme of ['dark', 'light'] as const) {
      await opened.page.emulateMedia({ colorScheme });
      expect(await violations(opened.page), colorScheme).toEqual([]);
    }
  },
);

test('nor in the question before a rejection, nor in what is folded away', async () => {
  const site = await fixture.site();
  site.run.tell(inReview(site.video));
  await using opened = await openPage(fixture.browser, site);
  await opened.page.locator('.signals summary').first().click();
  expect(await violations(opened.page)).toEqual([]);
  await opened.page.getByRole('button', { name: 'Reject…' }).click();
  await opened.page.getByRole('dialog').waitFor();
  expect(await violations(opened.page)).toEqual([]);
});
