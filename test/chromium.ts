import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { chromium } from 'playwright-core';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

// No sandbox: containers and CI run as root. The rest keeps a fresh profile from calling home and
// lets a test press no button before a clip may play.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  '--mute-audio',
];

/** The browser that set-up found, or one in a usual place. */
function chromiumPath(): string {
  const { PROMPTREEL_TEST_CHROMIUM: set } = process.env;
  const found = [...(set ? [set] : []), ...USUAL_PLACES].find(isExecutable);
  if (found === undefined) {
    throw new Error('No Chromium found: install it, or name it in PROMPTREEL_TEST_CHROMIUM.');
  }
  return found;
}

export interface Browser extends AsyncDisposable {
  /** Pages share nothing with those of another context: no storage, no cache. */
  newContext: (options?: ContextOptions) => Promise<BrowserContext>;
  close: () => Promise<void>;
}

export interface ContextOptions {
  viewport?: { width: number; height: number };
  colorScheme?: 'dark' | 'light';
  reducedMotion?: 'reduce' | 'no-preference';
  permissions?: string[];
}

/** Headless Chromium under a new user data directory, which is gone after `close`. */
export async function launchChromium(): Promise<Browser> {
  const home = await mkdtemp(join(tmpdir(), 'promptreel-chromium-'));
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: FLAGS,
    // Crash reports and font caches follow HOME and the XDG folders, not the profile.
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
  });
  const close = async () => {
    await browser.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  return {
    newContext: (options = {}) => browser.newContext(options),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
