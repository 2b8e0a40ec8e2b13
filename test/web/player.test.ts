import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { webFixture } from './fixture.ts';
import { openPage } from './open-page.ts';
import { inReview, published } from './snapshots.ts';
import { portOf } from '../bound-port.ts';

const fixture = webFixture();

async function publishedSite() {
  const site = await fixture.site();
  await site.end(published(site.video));
  return site;
}

const stateOf = (page: Page, name: string) =>
  page.locator('.player-video').evaluate((node, key) => Reflect.get(node, key), name);
const play = (page: Page) => page.getByRole('button', { name: 'Play', exact: true }).click();

test('hls.js plays a published video to its end without one error, mended ones included', async () => {
  const site = await publishedSite();
  await using opened = await openPage(fixture.browser, site);
  const { page } = opened;
  const player = page.locator('.player-video');
  await play(page);
  await page.locator('[data-state=ended]').waitFor();

  expect(await player.getAttribute('data-engine')).toBe('hls');
  expect(await player.getAttribute('data-errors')).toBe('0');
  expect(await stateOf(page, 'currentTime')).toBeCloseTo(3, 1);
  expect(await stateOf(page, 'videoHeight')).toBe(360);
  expect(opened.faults).toEqual([]);
  expect(opened.hosts, 'nobody else is asked for anything').toEqual(
    new Set([new URL(site.origin).host]),
  );
});

test('the quality that a viewer chooses is the one shown', async () => {
  const site = await publishedSite();
  await using opened = await openPage(fixture.browser, site);
  const menu = opened.page.getByLabel('Quality');
  await menu.locator('option', { hasText: 'Auto · 360p' }).waitFor({ state: 'attached' });
  expect(await menu.locator('option').allTextContents()).toEqual(['Auto · 360p', '360p', '180p']);
  await menu.selectOption({ label: '180p' });
  await play(opened.page);
  await expect.poll(() => stateOf(opened.page, 'videoHeight'), { timeout: 6_000 }).toBe(180);
});

test('a stream that cannot be read is given up with a word, and plays after "Try again"', async () => {
  const site = await publishedSite();
  const broken = '**/hls/master.m3u8';
  await using opened = await openPage(fixture.browser, site, {
    prepare: (page) => page.route(broken, (route) => route.fulfill({ body: '<html>' })),
  });
  await opened.page.getByText('The video could not be played').waitFor();
  await opened.page.unroute(broken);
  await opened.page.getByRole('button', { name: 'Try again' }).click();
  await opened.page.locator('[data-state=ready]').waitFor();
});

test.each([
  ['answer 500', { status: 500 }],
  ['are cut off', null],
] as const)(
  'while segments %s the viewer is told so soon, and it plays by itself once they come',
  async (_how, answer) => {
    const site = await publishedSite();
    const segments = '**/seg-*';
    await using opened = await openPage(fixture.browser, site, {
      prepare: (page) =>
        page.route(segments, (route) =>
          answer === null ? route.abort('connectionreset') : route.fulfill(answer),
        ),
    });
    const sentence = opened.page.getByText('cannot be loaded at the moment');
    await sentence.waitFor({ timeout: 15_000 });
    await opened.page.unroute(segments);
    await opened.page.locator('[data-state=ready]').waitFor({ timeout: 40_000 });
    expect(await sentence.count()).toBe(0);
  },
);

test('where hls.js cannot be had the browser plays by itself, or says that it cannot', async () => {
  const site = await publishedSite();
  await using opened = await openPage(fixture.browser, site, {
    prepare: (page) => page.route('**/assets/hls-*', (route) => route.abort()),
  });
  const player = opened.page.locator('.player-video');
  await opened.page.locator('[data-engine=native]').waitFor();
  await opened.page.locator('[data-state=ready], [data-state=failed]').waitFor();
  const failed = (await player.getAttribute('data-state')) === 'failed';
  expect(await opened.page.getByText('could not be played').count()).toBe(failed ? 1 : 0);
  expect(await opened.page.getByLabel('Quality').count(), 'hls.js alone can switch').toBe(0);
});

test('an embedding page may ask for sound off and for a loop, without a start by itself', async () => {
  const site = await publishedSite();
  await using opened = await openPage(fixture.browser, site, { query: '?muted=1&loop=1' });
  await opened.page.locator('[data-state=ready]').waitFor();
  for (const [name, wanted] of [
    ['muted', true],
    ['loop', true],
    ['autoplay', false],
    ['paused', true],
  ] as const) {
    expect(await stateOf(opened.page, name), name).toBe(wanted);
  }
});

test('facts, why it is this take, links to copy and the other takes stand below', async () => {
  const site = await publishedSite();
  await using opened = await openPage(fixture.browser, site, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const { page } = opened;
  const facts = await page.locator('.facts').textContent();
  for (const fact of ['640×360', '360p · 180p', 'local/painter', '8', '91.4 · Take 2 of 3']) {
    expect(facts).toContain(fact);
  }
  await page.getByText('The highest score of three.').waitFor();
  await page.getByRole('button', { name: 'Copy HLS URL' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
    `http://videos.test/media/${site.video.id}/hls/master.m3u8`,
  );
  expect(await page.locator('.take-clip').count(), 'not fetched unasked').toBe(0);
  await page.getByText('All takes (3)').click();
  await expect.poll(() => page.locator('.take-clip').count()).toBe(3);
  expect(await page.locator('.take[data-marked] .mark').textContent()).toBe('Picked');
});

test('who decided, for which take and why, can be read on the published page', async () => {
  const site = await fixture.site();
  const video = published(site.video);
  const review = inReview(site.video).review;
  if (review === undefined) throw new Error('in review there is a review');
  const decision = {
    decision: 'choose',
    candidate: video.candidates?.[0]?.id ?? '',
    reviewer: 'Anna',
    reason: 'better light',
    decidedAt: site.video.createdAt,
  } as const;
  await site.end({ ...video, review: { ...review, decision } });
  await using opened = await openPage(fixture.browser, site);
  await opened.page.getByText('Anna chose Take 1: “better light”.').waitFor();
});

test('the embed code that the page hands out plays in a page of any other site', async () => {
  const site = await publishedSite();
  await using opened = await openPage(fixture.browser, site, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const { page } = opened;
  await page.getByRole('button', { name: 'Copy embed code' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  const code = String(await page.evaluate('navigator.clipboard.readText()'));

  const host = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(`<!doctype html><h1>Somebody's page</h1>${code}`);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void host.close());
  const port = portOf(host);
  // By another name, so that it is another site and not only another port.
  await page.goto(`http://localhost:${port}/`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('button', { name: 'Play', exact: true }).click();
  await frame.locator('[data-state=playing]').waitFor();
});

test('embedded, a video in review is not to be decided', async () => {
  const site = await fixture.site();
  site.run.tell(inReview(site.video));
  await using opened = await openPage(fixture.browser, site, { query: '?embed=1' });
  await opened.page.locator('.rail-now', { hasText: 'Waiting for a reviewer' }).waitFor();
  expect(await opened.page.locator('form, button.choose').count()).toBe(0);
});

test('embedded, there is the picture and nothing else', async () => {
  const site = await publishedSite();
  const viewport = { width: 480, height: 270 };
  await using opened = await openPage(fixture.browser, site, {
    query: '?embed=1&autoplay=1',
    viewport,
  });
  await opened.page.locator('[data-state=playing]').waitFor();
  expect(await stateOf(opened.page, 'muted'), 'else no browser starts it by itself').toBe(true);
  expect(await opened.page.locator('.player-video').boundingBox()).toEqual({
    x: 0,
    y: 0,
    ...viewport,
  });
  for (const other of ['.bar', 'h1', '.share', '.decision']) {
    expect(await opened.page.locator(other).isVisible()).toBe(false);
  }
});

test.each([
  ['a phone held sideways', 844, 390],
  ['a laptop', 1440, 900],
])('on %s the whole picture with its controls is above the fold', async (_on, width, height) => {
  const site = await publishedSite();
  const viewport = { width, height };
  await using opened = await openPage(fixture.browser, site, { viewport });
  await opened.page.locator('[data-state=ready]').waitFor();
  const box = await opened.page.locator('.player-video').boundingBox();
  // Of the name above it one scrolls past, as on any page; never of the picture itself.
  expect(box?.height).toBeLessThanOrEqual(height);
  if (height > 500) {
    const share = await opened.page.locator('.share').boundingBox();
    expect((share?.y ?? height) + (share?.height ?? 0)).toBeLessThanOrEqual(height);
  }
});
