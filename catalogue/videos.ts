import type { CatalogueFile } from '../domain/models/catalogue.ts';

/** Anybody's server of the `/v1/videos` protocol. Its models have no rows: only it knows them. */
export const VIDEOS: CatalogueFile = {
  provider: {
    name: 'videos',
    title: 'Server of /v1/videos',
    units: { usd: 1_000_000 },
    repeat: 'second_job',
    lookup: 'list',
    webhooks: 'unsigned',
    cancel: 'any_time',
    erase: 'deletes',
    link: { seconds: null, renews: true, key: true },
    concurrency: { jobs: null, excess: 'waits' },
  },
  models: [],
};
