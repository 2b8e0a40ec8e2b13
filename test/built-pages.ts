import { ensureWebBuild } from '../stack/setup/web-build.ts';
import { ROOT } from './architecture/tree.ts';

/** Before all tests: the API serves what was built of the sources as they are now. */
export async function setup(): Promise<void> {
  await ensureWebBuild(ROOT.replace(/\/$/, ''));
}
