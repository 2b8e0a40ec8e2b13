import { describe, expect, test } from 'vitest';
import { webFixture } from './fixture.ts';
import { openPage } from './open-page.ts';
import { failed, inReview, judged, published } from './snapshots.ts';

const fixture = webFixture();

describe('while a video is made', () => {
  test('stages, progress and takes follow the events without a reload', async () => {
    const site = await fixture.site();
    await using opened = await openPage(fixture.browser, site);
    const { page } = opened;
    const percent = page.locator('.rail-percent');
    await page.getByText('Live', { exact: true }).waitFor();

    site.run.tell({ progress: 0.37 });
    await page.getByText('37%').waitFor();
    const [first] = judged(site.video);
    const [, ...others] = site.video.snapshot.candidates;
    site.run.tell({ candidates: first ? [first, ...others] : [] });
    await page.getByText('83.2').waitFor();
    expect(await page.locator('.take-clip').count()).toBe(1);

    site.run.tell({ stage: 'transcode', progress: 0.8 });
    await page.locator('[aria-current=step]', { hasText: 'Transcode' }).waitFor();
    expect(await percent.textContent()).toBe('80%');
    expect(await page.locator('#announcer').textContent()).toContain('Encoding');
    expect(await page.title()).toBe('80% · a sea');

    await site.end(published(site.video));
    await page.locator('.player-video').waitFor();
    expect(await page.title()).toBe('a sea · Promptreel');
    expect(await page.getByText('Live', { exact: true }).isVisible()).toBe(false);
    expect(opened.faults).toEqual([]);
  });

  test('a card is updated in place, so that its clip plays on and its details stay open', async () => {
    const site = await fixture.site();
    const [first, second, third] = judged(site.video);
    const [, waiting, last] = site.video.snapshot.candidates;
    if (!first || !second || !third || !waiting || !last) throw new Error('there are three takes');
    site.run.tell({ candidates: [first, waiting, last] });
    await using opened = await openPage(fixture.browser, site);
    await opened.page.locator('.signals summary').click();
    const clip = await opened.page.locator('.take-clip').elementHandle();
    site.run.tell({ candidates: [first, second, last] });
    await opened.page.getByText('91.4').waitFor();

    expect(await opened.page.locator('.signals').first().getAttribute('open')).not.toBeNull();
    expect(await clip?.evaluate((node) => node.isConnected)).toBe(true);
  });

  test('a stream that breaks off is taken up again', async () => {
    const site = await fixture.site();
    let streams = 0;
    await using opened = await openPage(fixture.browser, site, {
      prepare: (page) =>
        page.route('**/events', (route) => {
          streams += 1;
          if (streams > 1) return route.continue();
          return route.fulfill({ contentType: 'text/event-stream', body: ': hello\n\n' });
        }),
    });
    await opened.page.getByText('Live', { exact: true }).waitFor();
    site.run.tell({ stage: 'score', progress: 0.61 });
    await opened.page.getByText('61%').waitFor();
    expect(streams).toBe(2);
  });

  test('where no stream can be had, the page looks again and again', async () => {
    const site = await fixture.site();
    await using opened = await openPage(fixture.browser, site, {
      prepare: (page) => page.route('**/events', (route) => route.abort()),
    });
    await opened.page.getByText('Updating').waitFor();
    site.run.tell({ progress: 0.55 });
    await opened.page.getByText('55%').waitFor();
  });

  test('an API that is away is said to be, and found again', async () => {
    const site = await fixture.site();
    const all = '**/v1/**';
    await using opened = await openPage(fixture.browser, site, {
      prepare: (page) => page.route(all, (route) => route.fulfill({ status: 503 })),
    });
    await opened.page.getByText('Connection lost, trying again').waitFor();
    await opened.page.unroute(all);
    await opened.page.getByText('20%').waitFor();
  });

  test('news that come late take nothing back, neither progress nor a later state', async () => {
    const site = await fixture.site();
    site.run.tell({ stage: 'transcode', progress: 0.8 });
    const path = `/v1/videos/${site.video.id}`;
    const { text } = await site.api.call('GET', path);
    const older = JSON.stringify({
      ...JSON.parse(text),
      stage: 'generate',
      progress: 0.1,
      updated_at: '2020-01-01T00:00:00.000Z',
    });
    const slower = JSON.stringify({ id: site.video.id, stage: 'transcode', progress: 0.5 });
    let streams = 0;
    await using opened = await openPage(fixture.browser, site, {
      prepare: (page) =>
        page.route('**/events', (route) => {
          streams += 1;
          const body = [
            `event: video.updated`,
            `data: ${older}`,
            '',
            'event: video.progress',
            `data: ${slower}`,
            '',
            '',
          ];
          return route.fulfill({ contentType: 'text/event-stream', body: body.join('\n') });
        }),
    });
    await opened.page.getByText('80%').waitFor();
    await expect.poll(() => streams, { timeout: 6_000 }).toBeGreaterThan(1);
    expect(await opened.page.locator('.rail-percent').textContent()).toBe('80%');
    const current = opened.page.locator('[aria-current=step]');
    expect(await current.textContent()).toBe('Transcode');
  });

  test('a prompt is text, whatever it holds', async () => {
    const prompt = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> "&amp;';
    const site = await fixture.site();
    await site.api.records.update(site.video.tenant, site.video.id, (record) => ({
      ...record,
      request: { ...record.request, prompt },
    }));
    await site.end({
      ...published(site.video),
      pick: null,
    });
    await using opened = await openPage(fixture.browser, site);
    await opened.page.getByText('All takes (3)').waitFor();

    expect(await opened.page.locator('h1').textContent()).toBe(prompt);
    expect(await opened.page.title()).toContain('<img src=x');
    expect(await opened.page.locator('main img, main script').count()).toBe(0);
    expect(await opened.page.evaluate('window.pwned')).toBeUndefined();
    expect(opened.faults, 'not even tried').toEqual([]);
  });

  test('a long prompt is shown whole on demand', async () => {
    const site = await fixture.site();
    await site.api.records.update(site.video.tenant, site.video.id, (record) => ({
      ...record,
      request: { ...record.request, prompt: 'a drone shot over a mountain range '.repeat(12) },
    }));
    await using opened = await openPage(fixture.browser, site);
    const more = opened.page.getByRole('button', { name: 'Show all' });
    const height = async () => (await opened.page.locator('h1').boundingBox())?.height ?? 0;
    await more.waitFor();
    const folded = await height();
    await more.click();
    expect(await opened.page.getByRole('button', { name: 'Show less' }).count()).toBe(1);
    expect(await height()).not.toBe(folded);
  });

  test('whoever stood in a view that goes away with the keyboard stays in the page', async () => {
    const site = await fixture.site();
    site.run.tell(inReview(site.video));
    await using opened = await openPage(fixture.browser, site);
    await opened.page.getByLabel('Your name').focus();
    site.run.tell({ status: 'in_progress', stage: 'ingest' });
    await opened.page.locator('[data-kind=in_progress]').waitFor();
    expect(await opened.page.evaluate('document.activeElement.id')).toBe('view');
  });
});

describe('a video that ended otherwise', () => {
  test.each([
    ['failed', 'This video could not be made'],
    ['rejected', 'This video was rejected'],
    ['cancelled', 'This video was cancelled'],
  ] as const)('%s says so when it happens, with the reason once', async (status, heading) => {
    const site = await fixture.site();
    await using opened = await openPage(fixture.browser, site);
    await opened.page.getByText('Live', { exact: true }).waitFor();
    const message = 'Anna rejected the video: too dark';
    const decision = {
      decision: 'reject',
      reviewer: 'Anna',
      reason: 'too dark',
      decidedAt: site.video.createdAt,
    } as const;
    const review = { ...site.run.snapshot.review, required: true, decision };
    const end = { ...failed(message), status, ...(status === 'rejected' ? { review } : {}) };
    await site.end(status === 'cancelled' ? { ...end, failure: null } : end);
    await opened.page.getByRole('heading', { name: heading }).waitFor();
    const shown = (await opened.page.locator('main').textContent()) ?? '';
    const wanted = status === 'cancelled' ? 'stopped' : message;
    expect(shown.split(wanted)).toHaveLength(2);
    expect(shown.includes('generator_refused')).toBe(status !== 'cancelled');
  });

  test('what failed the whole video is not said again of each take', async () => {
    const site = await fixture.site();
    const { failure = null } = failed('The generator refused the prompt.');
    const candidates = site.video.snapshot.candidates.map((take) => ({
      ...take,
      status: 'failed' as const,
      failure,
    }));
    await site.end({ ...failed(), candidates });
    await using opened = await openPage(fixture.browser, site);
    await opened.page.getByRole('heading', { name: 'could not be made' }).waitFor();
    expect(
      await opened.page.locator('main').getByText('The generator refused the prompt.').count(),
    ).toBe(1);
  });

  test('an id that nobody knows gets a page of its own', async () => {
    const site = await fixture.site();
    await using opened = await openPage(fixture.browser, site, { id: 'vid_nothing' });
    await opened.page.getByRole('heading', { name: 'There is no such video' }).waitFor();
    expect(await opened.page.locator('code').textContent()).toBe('vid_nothing');
  });

  test('a video that is deleted while one looks is said to be', async () => {
    const site = await fixture.site();
    await using opened = await openPage(fixture.browser, site, {
      prepare: (page) => page.route('**/events', (route) => route.abort()),
    });
    await opened.page.getByText('20%').waitFor();
    await opened.page.route('**/v1/**', (route) => route.fulfill({ status: 404 }));
    await opened.page.getByRole('heading', { name: 'This video was deleted' }).waitFor();
  });
});

describe('with API keys', () => {
  test('a viewer without one sees the video as soon as it is public, and nothing before', async () => {
    const site = await fixture.site({ key: 'secret' });
    await using opened = await openPage(fixture.browser, site);
    await opened.page.getByRole('heading', { name: 'Not published yet' }).waitFor();
    expect(await opened.page.content()).not.toContain('a sea');
    await site.end(published(site.video));
    const player = opened.page.locator('.player-video');
    await player.waitFor();
    expect(await player.getAttribute('poster')).toBe(`/media/${site.video.id}/hls/v1/poster.jpg`);
    await opened.page.locator('[data-state=ready]').waitFor();
    expect(opened.faults).toEqual([]);
  });

  test('a viewer without one is told when there will never be anything to see', async () => {
    const site = await fixture.site({ key: 'secret' });
    await using opened = await openPage(fixture.browser, site);
    await opened.page.getByRole('heading', { name: 'Not published yet' }).waitFor();
    await site.end(failed());
    await opened.page.getByRole('heading', { name: 'This video will not be published' }).waitFor();
    expect(await opened.page.locator('main').textContent()).not.toContain('refused');
  });

  test('a key of another tenant still lets one watch what is published', async () => {
    const site = await fixture.site({ key: 'secret', others: [{ tenant: 'acme', key: 'theirs' }] });
    await site.end(published(site.video));
    await using opened = await openPage(fixture.browser, site);
    const { page } = opened;
    await page.locator('.player-video').waitFor();
    await page.getByText('Operator?').click();
    await page.getByLabel('API key').fill('theirs');
    await page.getByRole('button', { name: 'Use key' }).click();
    await page.getByText('That key was not accepted.').waitFor();
    await page.locator('.player-video').waitFor();
    expect(await page.getByText('There is no such video').count()).toBe(0);
  });

  test('an operator pastes a key, sees the stages, and the tab keeps it until told to forget', async () => {
    const site = await fixture.site({ key: 'secret' });
    await using opened = await openPage(fixture.browser, site);
    const { page } = opened;
    const enter = async (key: string) => {
      await page.getByLabel('API key').fill(key);
      await page.getByRole('button', { name: 'Use key' }).click();
    };
    await page.getByText('Operator?').click();
    await enter('wrong');
    await page.getByText('That key was not accepted.').waitFor();
    await enter('secret');
    await page.getByText('Live', { exact: true }).waitFor();
    site.run.tell({ progress: 0.44 });
    await page.getByText('44%').waitFor();

    await page.reload();
    await page.getByText('44%').waitFor();
    expect(await page.evaluate('[localStorage.length, sessionStorage.length]')).toEqual([0, 1]);
    await page.getByRole('button', { name: 'Forget key' }).click();
    await page.getByRole('heading', { name: 'Not published yet' }).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });
});
