import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Browser } from '../chromium.ts';
import { launchChromium } from '../chromium.ts';
import type { Clips } from './clips.ts';
import { makeClips } from './clips.ts';
import type { Site, SiteOptions } from './site.ts';
import { openSite } from './site.ts';

const PICTURE = 'testsrc2=size=320x180:rate=24';

interface Fixture {
  browser: Browser;
  /** An API of its own for one test. */
  site: (options?: SiteOptions) => Promise<Site>;
}

/** One browser and one set of clips for a file. */
export function webFixture(): Fixture {
  let clips: Clips | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    [clips, browser] = await Promise.all([
      makeClips([PICTURE, PICTURE, PICTURE], 3),
      launchChromium(),
    ]);
  });
  afterAll(() => browser?.close());
  return {
    get browser() {
      if (browser === undefined) throw new Error('asked for before it was there');
      return browser;
    },
    async site(options) {
      if (clips === undefined) throw new Error('asked for before they were made');
      const site = await openSite(clips, options);
      onTestFinished(() => site.close());
      return site;
    },
  };
}
