import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Browser } from '../chromium.ts';
import { launchChromium } from '../chromium.ts';
import type { Clips } from './clips.ts';
import { makeClips } from './clips.ts';
import type { Site } from './site.ts';
import { openSite } from './site.ts';

const PICTURE = 'testsrc2=size=320x180:rate=24';

/** One browser and one set of clips for a file; a site of its own for every test. */
export function watchFixture(): { browser: Browser; site: Site } {
  const open: { clips?: Clips; browser?: Browser; site?: Site } = {};

  beforeAll(async () => {
    const clips = makeClips({ sources: [PICTURE, PICTURE, PICTURE], seconds: 3 });
    [open.clips, open.browser] = await Promise.all([clips, launchChromium()]);
  });
  beforeEach(async () => {
    const site = await openSite(open.clips as Clips);
    open.site = site;
    return () => site.close();
  });
  afterAll(async () => {
    await open.browser?.close();
    await open.clips?.remove();
  });
  return {
    get browser() {
      return open.browser as Browser;
    },
    get site() {
      return open.site as Site;
    },
  };
}
