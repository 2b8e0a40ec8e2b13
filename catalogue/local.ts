import type { CatalogueFile } from '../domain/models/catalogue.ts';

const wholeNumber = { step: 1 } as const;

/** The model server of this machine, which `npm start` starts under this name. */
export const LOCAL: CatalogueFile = {
  provider: {
    name: 'local',
    title: 'Local model server',
    units: { usd: 1_000_000 },
    repeat: 'same_job',
    lookup: 'reference',
    webhooks: 'unsigned',
    cancel: 'any_time',
    erase: 'deletes',
    link: { seconds: null, renews: true, key: true },
    concurrency: { jobs: null, excess: 'waits' },
  },
  models: [
    {
      id: 'local/painter',
      title: 'Painter',
      kind: 'generative',
      tier: 'draft',
      lifecycle: { state: 'active' },
      prompt: { max: 32_000 },
      shapes: { min: 16, max: 3840, step: 2 },
      // What is not whole is painted to the frame.
      durations: { kind: 'range', min: 1, max: 60, step: null, default: 5 },
      frameRate: { min: 4, max: 60, ...wholeNumber },
      audio: 'choice',
      seed: true,
      negativePrompt: true,
      images: { first: 'yes', last: false, references: 0 },
      price: { unit: 'usd', per: 'clip', rates: [{ amount: 0 }] },
      latency: null,
      source: { mark: 'V', seen: '2026-11-28' },
    },
  ],
};
