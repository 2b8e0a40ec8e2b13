import { expect, test } from 'vitest';
import { watchFixture } from './fixture.ts';
import { openPage } from './open-page.ts';
import { ID, inReview, published } from '../client/sample-video.ts';

const fixture = watchFixture();

test('hls.js plays a published video to its end without one error, mended ones included', async () => {
  const { site, browser } = fixture;
  site.video = published();
  await using opened = await openPage(browser, site);
  const { page } = opened;
  const player = page.locator('.player-video');
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.locator('[data-state=ended]').waitFor();

  expect(await player.getAttribute('data-engine')).toBe('hls');
  expect(await player.getAttribute('data-errors')).toBe('0');
  const seen = await player.evaluate((node) => {
    const video = node as unknown as {
      currentTime: number;
      videoHeight: number;
      buffered: { length: number };
    };
    return { time: video.currentTime, height: video.videoHeight, ranges: video.buffered.length };
  });
  expect(seen.time).toBeCloseTo(3, 1);
  expect(seen).toMatchObject({ height: 360, ranges: 1 });
  expect(opened.faults).toEqual([]);
});

test('the quality that a viewer chooses is the one shown', async () => {
  const { site, browser } = fixture;
  site.video = published();
  await using opened = await openPage(browser, site);
  const menu = opened.page.getByLabel('Quality');
  await menu.locator('option', { hasText: 'Auto · 360p' }).waitFor({ state: 'attached' });
  expect(await menu.locator('option').allTextContents()).toEqual(['Auto · 360p', '360p', '180p']);
  await menu.selectOption({ label: '180p' });
  await opened.page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect
    .poll(
      () =>
        opened.page.locator('.player-video').evaluate((node) => Reflect.get(node, 'videoHeight')),
      { timeout: 6_000 },
    )
    .toBe(180);
});

test('a stream that cannot be read is given up with a word, and plays after "Try again"', async () => {
  const { site, browser } = fixture;
  site.video = published();
  site.brokenPlaylists = true;
  await using opened = await openPage(browser, site);
  await opened.page.getByText('The video could not be played').waitFor();
  site.brokenPlaylists = false;
  await opened.page.getByRole('button', { name: 'Try again' }).click();
  await opened.page.locator('[data-state=ready]').waitFor();
});

test('facts, links to copy and the other takes stand below', async () => {
  const { site, browser } = fixture;
  site.video = published();
  await using opened = await openPage(browser, site, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const { page } = opened;
  const facts = await page.locator('.facts').textContent();
  for (const fact of ['640×360', '360p · 180p', 'local/painter', '18', '91.4 · Take 2 of 3']) {
    expect(facts).toContain(fact);
  }
  await page.getByRole('button', { name: 'Copy HLS URL' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
    `http://public.example/media/${ID}/hls/master.m3u8`,
  );
  expect(await page.locator('.take-clip').count(), 'not fetched unasked').toBe(0);
  await page.getByText('All takes (3)').click();
  await expect.poll(() => page.locator('.take-clip').count()).toBe(3);
  expect(await page.locator('.take[data-marked] .mark').textContent()).toBe('Picked');
});

test('embedded, a video in review is not to be decided', async () => {
  const { site, browser } = fixture;
  site.video = inReview();
  await using opened = await openPage(browser, site, { query: '?embed=1' });
  await opened.page.locator('.rail-now', { hasText: 'Waiting for a reviewer' }).waitFor();
  expect(await opened.page.locator('form, button.choose:not([hidden])').count()).toBe(0);
});

test('embedded, there is the picture and nothing else', async () => {
  const { site, browser } = fixture;
  site.video = published();
  const viewport = { width: 480, height: 270 };
  await using opened = await openPage(browser, site, { query: '?embed=1&autoplay=1', viewport });
  await opened.page.locator('[data-state=playing]').waitFor();
  expect(await opened.page.locator('.player-video').boundingBox()).toEqual({
    x: 0,
    y: 0,
    ...viewport,
  });
  for (const other of ['.bar', 'h1', '.share']) {
    expect(await opened.page.locator(other).isVisible()).toBe(false);
  }
});
