import { describe, expect, test } from 'vitest';
import { watchFixture } from './fixture.ts';
import { openPage } from './open-page.ts';
import {
  ID,
  inReview,
  published,
  sampleTake,
  sampleVideo,
  scoredTake,
} from '../client/sample-video.ts';

const fixture = watchFixture();
const later = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 12, 0, seconds)).toISOString();

describe('while a video is made', () => {
  test('stages, progress and takes follow the events without a reload', async () => {
    const { site, browser } = fixture;
    site.video = sampleVideo();
    await using opened = await openPage(browser, site);
    const { page } = opened;
    const percent = page.locator('.rail-percent');
    await page.getByText('Live', { exact: true }).waitFor();

    site.progress('generate', 0.37);
    await page.getByText('37%').waitFor();
    site.tell(
      sampleVideo({ updated_at: later(1), progress: 0.3, candidates: [scoredTake(0, 83.2)] }),
    );
    await page.getByText('83.2').waitFor();
    expect(await percent.textContent(), 'progress never goes back').toBe('37%');
    expect(await page.locator('.take-clip').count()).toBe(1);

    site.progress('transcode', 0.8);
    await page.locator('[aria-current=step]', { hasText: 'Transcode' }).waitFor();
    expect(await page.locator('#announcer').textContent()).toContain('Encoding');

    site.tell(published({ updated_at: later(2) }), 'video.published');
    await page.locator('.player-video').waitFor();
    expect(opened.faults).toEqual([]);
  });

  test('a card is updated in place, so that its clip plays on and its details stay open', async () => {
    const { site, browser } = fixture;
    site.video = sampleVideo({ candidates: [scoredTake(0, 83.2), sampleTake(1)] });
    await using opened = await openPage(browser, site);
    await opened.page.locator('.signals summary').click();
    const clip = await opened.page.locator('.take-clip').elementHandle();
    site.tell(
      sampleVideo({ updated_at: later(1), candidates: [scoredTake(0, 83.2), scoredTake(1, 60)] }),
    );
    await opened.page.getByText('60', { exact: true }).waitFor();

    expect(await opened.page.locator('.signals').first().getAttribute('open')).not.toBeNull();
    expect(await clip?.evaluate((node) => node.isConnected)).toBe(true);
  });

  test('a stream that breaks off is taken up again', async () => {
    const { site, browser } = fixture;
    site.video = sampleVideo();
    await using opened = await openPage(browser, site);
    await opened.page.getByText('Live', { exact: true }).waitFor();
    site.dropStreams();
    site.video = sampleVideo({ updated_at: later(1), stage: 'score', progress: 0.61 });
    await opened.page.getByText('61%').waitFor();
    await expect.poll(() => site.listeners(), { timeout: 5_000 }).toBe(1);
  });

  test('where no stream can be had, the page looks again and again', async () => {
    const { site, browser } = fixture;
    site.streams = false;
    site.video = sampleVideo();
    await using opened = await openPage(browser, site);
    await opened.page.getByText('Updating').waitFor();
    site.video = sampleVideo({ updated_at: later(1), progress: 0.55 });
    await opened.page.getByText('55%').waitFor();
  });

  test('a prompt is text, whatever it holds', async () => {
    const { site, browser } = fixture;
    const prompt = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> "&amp;';
    const hostile = inReview({ links: { ...sampleVideo().links, operator: 'javascript:pwned=1' } });
    hostile.request.prompt = prompt;
    hostile.candidates[1] = sampleTake(1, {
      model: prompt,
      status: 'failed',
      failure: { code: 'generator_failed', message: prompt, stage: 'generate', retryable: true },
    });
    site.video = hostile;
    await using opened = await openPage(browser, site);
    await opened.page.locator('.take-failure:not([hidden])').waitFor();

    expect(await opened.page.locator('h1').textContent()).toBe(prompt);
    expect(await opened.page.title()).toContain('<img src=x');
    expect(await opened.page.locator('main img, main script, a[href^=javascript]').count()).toBe(0);
    expect(await opened.page.evaluate('window.pwned')).toBeUndefined();
    expect(opened.faults, 'not even tried').toEqual([]);
  });
});

describe('a video that ended otherwise', () => {
  const failure = {
    code: 'generator_refused' as const,
    message: 'The generator refused the prompt.',
    stage: 'generate' as const,
    retryable: false,
  };

  test.each([
    ['failed', 'This video could not be made'],
    ['rejected', 'This video was rejected'],
    ['cancelled', 'This video was cancelled'],
  ] as const)('%s says so when it happens, with the reason', async (status, heading) => {
    const { site, browser } = fixture;
    site.video = sampleVideo();
    await using opened = await openPage(browser, site);
    await opened.page.getByText('Live', { exact: true }).waitFor();
    const ended = sampleVideo({
      status,
      stage: null,
      updated_at: later(1),
      failure: status === 'cancelled' ? null : { ...failure, code: 'review_rejected' },
    });
    site.tell(ended, `video.${status}`);
    await opened.page.getByRole('heading', { name: heading }).waitFor();
    const shown = await opened.page.locator('.outcome').textContent();
    expect(shown).toContain(status === 'cancelled' ? 'stopped' : failure.message);
    expect(shown?.includes('review_rejected')).toBe(status !== 'cancelled');
  });

  test('an id that nobody knows gets a page of its own', async () => {
    const { site, browser } = fixture;
    await using opened = await openPage(browser, site, { id: 'vid_nothing' });
    await opened.page.getByRole('heading', { name: 'There is no such video' }).waitFor();
    expect(await opened.page.locator('code').textContent()).toBe('vid_nothing');
  });
});

describe('with API keys', () => {
  test('a viewer without one sees the video as soon as it is public, and nothing before', async () => {
    const { site, browser } = fixture;
    site.key = 'secret';
    site.isPublished = false;
    site.video = sampleVideo();
    await using opened = await openPage(browser, site);
    await opened.page.getByRole('heading', { name: 'Not published yet' }).waitFor();
    site.isPublished = true;
    const player = opened.page.locator('.player-video');
    await player.waitFor();
    expect(await player.getAttribute('poster')).toBe(`/media/${ID}/hls/v1/poster.jpg`);
    expect(opened.faults).toEqual([]);
  });

  test('an operator pastes a key, sees the stages, and the tab keeps it until told to forget', async () => {
    const { site, browser } = fixture;
    site.key = 'secret';
    site.isPublished = false;
    site.video = sampleVideo();
    await using opened = await openPage(browser, site);
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
    site.progress('generate', 0.44);
    await page.getByText('44%').waitFor();

    await page.reload();
    await page.getByText('20%').waitFor();
    expect(await page.evaluate('[localStorage.length, sessionStorage.length]')).toEqual([0, 1]);
    await page.getByRole('button', { name: 'Forget key' }).click();
    await page.getByRole('heading', { name: 'Not published yet' }).waitFor();
    expect(await page.evaluate('sessionStorage.length')).toBe(0);
  });
});
