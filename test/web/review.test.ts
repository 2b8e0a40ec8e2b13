import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { webFixture } from './fixture.ts';
import { openPage } from './open-page.ts';
import { inReview, judged, scored } from './snapshots.ts';

const fixture = webFixture();

async function siteInReview() {
  const site = await fixture.site();
  site.run.tell(inReview(site.video));
  return site;
}

const approveButton = (page: Page) => page.getByRole('button', { name: /^Approve recommended/ });

test('a reviewer approves the recommended take, and the name is remembered', async () => {
  const site = await siteInReview();
  await using opened = await openPage(fixture.browser, site);
  const { page } = opened;
  await page.getByRole('button', { name: 'Approve recommended (Take 2)' }).click();
  await page.getByText('Please give your name first').waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('reviewer');
  expect(site.run.decisions).toEqual([]);

  await page.getByLabel('Your name').fill('Ada');
  await approveButton(page).click();
  await page.locator('[aria-current=step]', { hasText: 'Ingest' }).waitFor();
  expect(site.run.decisions).toEqual([{ decision: 'approve', reviewer: 'Ada' }]);
  await page.getByText('Ada approved Take 2.').waitFor();

  site.run.tell(inReview(site.video));
  await page.reload();
  expect(await page.getByLabel('Your name').inputValue()).toBe('Ada');
  expect(opened.faults).toEqual([]);
});

test('Enter in a text field publishes nothing, whatever was clicked before', async () => {
  const site = await siteInReview();
  await using opened = await openPage(fixture.browser, site);
  const { page } = opened;
  await page.getByRole('button', { name: 'Choose Take 1' }).click();
  await page.getByText('Please give your name first').waitFor();
  await page.getByLabel('Your name').fill('Emil');
  await page.getByLabel('Your name').press('Enter');
  await page.getByText('Nothing is decided yet').waitFor();
  await page.getByLabel('Reason').fill('Better light');
  await page.getByLabel('Reason').press('Enter');
  expect(site.run.decisions).toEqual([]);
  expect(site.run.snapshot.status).toBe('awaiting_review');

  await page.getByRole('button', { name: 'Choose Take 1' }).click();
  await page.getByText('Emil chose Take 1: “Better light”.').waitFor();
});

test('a take is chosen by its id and with the reason; a gated one is not offered', async () => {
  const site = await siteInReview();
  const takes = judged(site.video);
  const [first, second, third] = takes;
  if (!first || !second || !third) throw new Error('there are three takes');
  const gates = [{ gate: 'frozen' as const, detail: 'The picture stands still.' }];
  site.run.tell({ candidates: [first, second, scored(site.video, third, 9, gates)] });
  await using opened = await openPage(fixture.browser, site);
  const { page } = opened;
  await page.getByText('Frozen: The picture stands still.').first().waitFor();
  expect(await page.getByRole('button', { name: /^Choose Take/ }).count()).toBe(2);
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('Reason').fill('Better light');
  await page.getByRole('button', { name: 'Choose Take 1' }).click();
  await page.getByText('Ada chose Take 1: “Better light”.').waitFor();
  expect(site.run.decisions).toEqual([
    { decision: 'choose', candidate: first.id, reviewer: 'Ada', reason: 'Better light' },
  ]);
});

test('rejecting asks first; Escape keeps the video', async () => {
  const site = await siteInReview();
  await using opened = await openPage(fixture.browser, site);
  const { page } = opened;
  await page.getByLabel('Your name').fill('Ada');
  await page.getByLabel('Reason').fill('Off');
  await page.getByRole('button', { name: 'Reject…' }).click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  expect(site.run.decisions).toEqual([]);

  await page.getByRole('button', { name: 'Reject…' }).click();
  const why = page.getByRole('dialog').getByLabel('Reason');
  expect(await why.inputValue(), 'what was written already').toBe('Off');
  await why.fill('Off brand');
  await page.getByRole('button', { name: 'Reject the video' }).click();
  await expect
    .poll(() => site.run.decisions)
    .toEqual([{ decision: 'reject', reviewer: 'Ada', reason: 'Off brand' }]);
});

test('of two reviewers the second learns who was first, for which take and why', async () => {
  const site = await siteInReview();
  const path = `**/v1/videos/${site.video.id}`;
  await using opened = await openPage(fixture.browser, site, {
    prepare: (page) => page.route('**/events', (route) => route.abort()),
  });
  const { page } = opened;
  await page.getByLabel('Your name').fill('Carl');
  // Of what happens now Carl's page hears nothing until he has pressed the button.
  let deaf = true;
  await page.route(path, (route) => (deaf ? route.abort() : route.continue()));
  await site.api.call('POST', `/v1/videos/${site.video.id}/review`, {
    decision: 'choose',
    candidate: site.run.snapshot.candidates[1]?.id,
    reviewer: 'Anna',
    reason: 'better light',
  });
  await page.route(`${path}/review`, (route) => {
    deaf = false;
    return route.continue();
  });
  await page.getByRole('button', { name: 'Choose Take 1' }).click();

  const lost = 'Anna chose Take 2: “better light”. Your decision came after that';
  await page.getByRole('alert').filter({ hasText: lost }).waitFor();
  await page.locator('[data-kind=in_progress]').waitFor();
  expect(await page.getByRole('alert').textContent(), 'still there in the next view').toContain(
    lost,
  );
  expect(site.run.snapshot.review.decision?.reviewer).toBe('Anna');
});

test('a refusal is told in sentences, with the number to quote, and may be tried again', async () => {
  const site = await siteInReview();
  site.run.outcome = { status: 'refused', code: 'unknown_candidate', message: 'No such take.' };
  await using opened = await openPage(fixture.browser, site);
  const { page } = opened;
  await page.getByLabel('Your name').fill('Bob');
  await approveButton(page).click();
  await page
    .getByText(/^That take cannot be chosen\. No such take\. .*\(request [\w-]+\)$/)
    .waitFor();
  site.run.outcome = null;
  await approveButton(page).click();
  await page.getByText('Bob approved Take 2.').waitFor();
});

test('a lost answer is called lost, not refused, and the decision can be sent again', async () => {
  const site = await siteInReview();
  await using opened = await openPage(fixture.browser, site);
  const { page } = opened;
  await page.route('**/review', (route) => route.abort());
  await page.getByLabel('Your name').fill('Bob');
  await approveButton(page).click();
  await page.getByText('The answer was lost on the way.').waitFor();
  await page.unroute('**/review');
  await approveButton(page).click();
  await page.getByText('Bob approved Take 2.').waitFor();
});

test('a decision that no worker has confirmed is neither repeated nor called recorded', async () => {
  const site = await siteInReview();
  site.run.outcome = { status: 'unconfirmed' };
  await using opened = await openPage(fixture.browser, site);
  const { page } = opened;
  await page.getByLabel('Your name').fill('Bob');
  await approveButton(page).click();
  await page.getByText('No worker has confirmed it yet').waitFor();
  // By force: it says of itself that it cannot be pressed.
  await page.getByRole('button', { name: 'Choose Take 1' }).click({ force: true });
  await page.getByRole('button', { name: 'Reject…' }).click({ force: true });
  expect(await page.getByRole('dialog').count()).toBe(0);
  expect(site.run.decisions).toHaveLength(1);
});

test('all takes play, pause and seek as one, muted, by button and by key', async () => {
  const site = await siteInReview();
  await using opened = await openPage(fixture.browser, site);
  const { page } = opened;
  const clips = () =>
    page.locator('.take-clip').evaluateAll((nodes) =>
      nodes.map((node) => ({
        paused: Boolean(Reflect.get(node, 'paused')),
        muted: Boolean(Reflect.get(node, 'muted')),
        at: Number(Reflect.get(node, 'currentTime')),
      })),
    );
  await page.getByText('0:00 / 0:03').waitFor();
  await page.getByLabel('Reason').press('k');
  expect(
    (await clips()).map(({ paused }) => paused),
    'a letter in a field',
  ).toEqual([true, true, true]);
  await page.getByRole('button', { name: 'Play all' }).focus();
  await page.keyboard.press('k');
  const apart = (places: number[]) => Math.max(...places) - Math.min(...places);
  const together = async () => {
    const now = await clips();
    const under = now.every(({ paused, muted, at }) => !paused && muted && at > 0.2);
    return under && apart(now.map(({ at }) => at)) < 0.15;
  };
  await expect.poll(together, { timeout: 8_000 }).toBe(true);
  await page.getByRole('button', { name: 'Pause all' }).click();
  expect((await clips()).map(({ paused }) => paused)).toEqual([true, true, true]);

  await page.getByLabel('Position in all takes').fill('2');
  expect((await clips()).map(({ at }) => at)).toEqual([2, 2, 2]);
});

test('the deadline and what it brings about are said', async () => {
  const site = await siteInReview();
  const dueAt = new Date(Date.now() + 26 * 3600_000 + 30_000).toISOString();
  const review = { ...site.run.snapshot.review, recommended: null, dueAt, onDeadline: 'reject' };
  site.run.tell({ review: { ...review, onDeadline: 'reject' } });
  await using opened = await openPage(fixture.browser, site);
  await opened.page.getByText('1 day 2 h left, then the video is rejected.').waitFor();
  const approve = opened.page.getByRole('button', { name: 'Nothing is recommended' });
  expect(await approve.isDisabled()).toBe(true);
});
