import { once } from 'node:events';
import { createServer } from 'node:http';
import { openDesk } from './desk.ts';
import { lockFolder } from './folder-lock.ts';
import { openJobFolder } from './job-folder.ts';
import { hasEnded, openJobs } from './jobs.ts';
import type { Options } from './options.ts';
import { openRenderQueue, type Render } from './render-queue.ts';
import { openRoutes } from './routes.ts';
import { openWebhookSender } from './webhooks.ts';
import { boundTo } from '../bound-address.ts';

const SWEEP_MS = 300_000;
/** A download under way may finish; after that the connection is cut. */
const CLOSE_GRACE_MS = 2_000;

export interface LocalModel {
  /** `http://host:port` */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts the server on its folder and goes on with every job that an earlier process left
 * unfinished.
 */
export async function serve(options: Options, render: Render): Promise<LocalModel> {
  const lock = lockFolder(options.data);
  const folder = await openJobFolder(options.data);
  const jobs = await openJobs(folder);
  const webhooks = openWebhookSender({ jobs, secret: options.webhookSecret });
  const queue = openRenderQueue({
    jobs,
    folder,
    render,
    workers: options.workers,
    ...(options.ffmpeg === null ? {} : { ffmpeg: options.ffmpeg }),
    onEnded: (job) => webhooks.send(job),
  });
  const desk = openDesk({ jobs, queue, queueLimit: options.queueLimit });
  await jobs.sweep();
  for (const job of jobs.all()) if (hasEnded(job)) webhooks.send(job);
  const sweeping = setInterval(() => {
    jobs.sweep().catch((error: unknown) => console.error('sweep:', error));
  }, SWEEP_MS).unref();

  const app = openRoutes({
    jobs,
    desk,
    progress: (id) => queue.progress(id),
    clips: folder.clips,
    apiKey: options.apiKey,
  });
  const server = createServer(app);
  server.listen(options.port, options.host);
  await once(server, 'listening');
  for (const job of jobs.unfinished()) queue.add(job);
  const { address, port, family } = boundTo(server);

  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    async stop() {
      clearInterval(sweeping);
      const closed = once(server, 'close');
      server.close();
      webhooks.stop();
      await queue.stop();
      const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
      await closed;
      clearTimeout(cut);
      lock.release();
    },
  };
}
