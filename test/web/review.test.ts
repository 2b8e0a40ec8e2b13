import { expect, test } from 'vitest';
import { watchFixture } from './fixture.ts';
import { openPage } from './open-page.ts';
import { inReview, sampleVideo, scoredTake } from '../client/sample-video.ts';

const fixture = watchFixture();

test('a reviewer approves the recommended take, and the name is remembered', async () => {
  const { site, browser } = fixture;
  site.video = inReview();
  site.reviewAnswer = { status: 200, body: sampleVideo({ stage: 'ingest', progress: 0.7 }) };
  await using opened = await openPage(browser, site);
  const { page } = opened;
  await page.getByRole('button', { name: 'Approve recommended (Take 2)' }).click();
  await page.getByText('Please give your name first').waitFor();
  expect(site.reviews).toEqual([]);

  await page.getByLabel('Your name').fill('Ada');
  await page.keyboard.press('Enter');
  await page.locator('[aria-current=step]', { hasText: 'Ingest' }).waitFor();
  expect(site.reviews).toEqual([{ decision: 'approve', reviewer: 'Ada' }]);

  site.video = inReview();
  await page.reload();
  expect(await page.getByLabel('Your name').inputValue()).toBe('Ada');
  expect(opened.faults).toEqual([]);
});

test('a take is chosen by its id and with the reason; a gated one is not offered', async () => {
  const { site, browser } = fixture;
  const gates = [{ gate: 'frozen', detail: 'The picture stands still.' }];
  site.video = inReview({
    candidates: [scoredTake(0, 83.2), scoredTake(1, 91.4), scoredTake(2, 9, gates)],
  });
  await using opened = await openPage(browser, site);
  const { page } = opened;
  await page.getByText('Frozen: The picture stands still.').first().waitFor();
  expect(await page.getByRole('button', { name: /^Choose Take/ }).count()).toBe(2);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('Reason').fill('Better light');
  await page.getByRole('button', { name: 'Choose Take 1' }).click();
  await page.getByText('Decision recorded.').waitFor();
  expect(site.reviews).toEqual([
    { decision: 'choose', candidate: 'cand_0', reviewer: 'Ada', reason: 'Better light' },
  ]);
});

test('rejecting asks first; Escape keeps the video', async () => {
  const { site, browser } = fixture;
  site.video = inReview();
  await using opened = await openPage(browser, site);
  const { page } = opened;
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Reject…' }).click();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(site.reviews).toEqual([]);

  await page.getByRole('button', { name: 'Reject…' }).click();
  await page.getByRole('dialog').getByLabel('Reason').fill('Off brand');
  await page.getByRole('button', { name: 'Reject the video' }).click();
  await page.getByText('Decision recorded.').waitFor();
  expect(site.reviews).toEqual([{ decision: 'reject', reviewer: 'Ada', reason: 'Off brand' }]);
});

test.each([
  ['already_decided', 'Somebody has already decided this video. Ada chose take 1. (request req_1)'],
  ['teapot', 'Conflict. Ada chose take 1. (request req_1)'],
])('a refusal %s is told in sentences, with the number to quote', async (code, sentence) => {
  const { site, browser } = fixture;
  site.video = inReview();
  site.reviewAnswer = {
    status: 409,
    body: {
      title: 'Conflict',
      status: 409,
      code,
      detail: 'Ada chose take 1.',
      request_id: 'req_1',
    },
  };
  await using opened = await openPage(browser, site);
  await opened.page.getByLabel('Your name').fill('Bob');
  await opened.page.getByRole('button', { name: 'Approve recommended' }).click();
  await opened.page.getByText(sentence, { exact: true }).waitFor();
});

test('a decision that no worker has confirmed is neither repeated nor called recorded', async () => {
  const { site, browser } = fixture;
  site.video = inReview();
  site.reviewAnswer = { status: 202, body: {} };
  await using opened = await openPage(browser, site);
  const { page } = opened;
  await page.getByLabel('Your name').fill('Bob');
  await page.getByRole('button', { name: 'Approve recommended' }).click();
  await page.getByText('No worker has confirmed it yet').waitFor();
  await page.getByRole('button', { name: 'Choose Take 1' }).click();
  expect(site.reviews).toHaveLength(1);
});

test('all takes play, pause and seek as one, muted', async () => {
  const { site, browser } = fixture;
  site.video = inReview();
  await using opened = await openPage(browser, site);
  const { page } = opened;
  const clips = () =>
    page.locator('.take-clip').evaluateAll((nodes) =>
      nodes.map((node) => {
        const clip = node as unknown as { paused: boolean; muted: boolean; currentTime: number };
        return { paused: clip.paused, muted: clip.muted, at: clip.currentTime };
      }),
    );
  await page.getByText('0:00 / 0:03').waitFor();
  await page.keyboard.press('k');
  const apart = (places: number[]) => Math.max(...places) - Math.min(...places);
  const together = async () => {
    const now = await clips();
    const under = now.every(({ paused, muted, at }) => !paused && muted && at > 0.2);
    return under && apart(now.map(({ at }) => at)) < 0.15;
  };
  await expect.poll(together, { timeout: 6_000 }).toBe(true);
  await page.getByRole('button', { name: 'Pause all' }).click();
  expect((await clips()).map(({ paused }) => paused)).toEqual([true, true, true]);

  await page.getByLabel('Position in all takes').fill('2');
  expect((await clips()).map(({ at }) => at)).toEqual([2, 2, 2]);
});

test('the deadline and what it brings about are said', async () => {
  const { site, browser } = fixture;
  site.video = inReview({
    review: {
      required: true,
      recommended: null,
      due_at: new Date(Date.now() + 26 * 3600_000 + 30_000).toISOString(),
      on_deadline: 'reject',
      decision: null,
    },
  });
  await using opened = await openPage(browser, site);
  await opened.page.getByText('1 day 2 h left, then the video is rejected.').waitFor();
  const approve = opened.page.getByRole('button', { name: 'Nothing is recommended' });
  expect(await approve.isDisabled()).toBe(true);
});
