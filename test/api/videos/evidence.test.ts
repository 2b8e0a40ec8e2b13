import { afterAll, beforeAll, expect, test } from 'vitest';
import { combineJudgements } from '../../../domain/takes/ranking.ts';
import type { VideoSnapshot } from '../../../domain/video/snapshot.ts';
import { keepEvidence } from '../../../records/evidence.ts';
import type { ApiFixture } from '../api-fixture.ts';
import { startApi, videoRecord } from '../api-fixture.ts';

const VERDICT = { name: 'technical', version: '1', total: 71 };
const SIGNAL = { name: 'sharpness', value: 0.5, unit: 'share', score: 71, at: null };
const record = videoRecord();
const scored: VideoSnapshot = {
  ...record.snapshot,
  status: 'in_progress',
  stage: 'transcode',
  progress: 0.835,
  candidates: record.snapshot.candidates.map((take) => ({
    ...take,
    status: 'scored',
    score: combineJudgements([{ ...VERDICT, gates: [] }], 'its key'),
  })),
};

let api: ApiFixture;
beforeAll(async () => {
  api = await startApi({
    client: {
      describe: async () => ({ state: 'open', stage: 'transcode', live: [] }),
      state: async () => scored,
    },
  });
  await api.records.create(record);
  const judgements = [{ ...VERDICT, signals: [SIGNAL] }];
  for (const take of [0, 1]) {
    await keepEvidence(api.store, { tenant: 'default', video: record.id, take }, { judgements });
  }
});
afterAll(() => api.close());

test('a video under way is shown with the signals that its run does not carry', async () => {
  const { body } = await api.call('GET', `/v1/videos/${record.id}`);
  expect(body.candidates.map(({ score }) => score?.judges[0]?.signals)).toEqual([
    [SIGNAL],
    [SIGNAL],
  ]);
});

test('its evidence is read once, however often it is asked for', async () => {
  for (const take of [0, 1]) {
    await api.store.delete(`default/${record.id}/takes/${take}/evidence.json`);
  }
  const { body } = await api.call('GET', `/v1/videos/${record.id}`);
  expect(body.candidates[0]?.score?.judges[0]?.signals).toEqual([SIGNAL]);
});

test('it says how far its stage is, beside the whole', async () => {
  const { body } = await api.call('GET', `/v1/videos/${record.id}`);
  expect(body).toMatchObject({ stage: 'transcode', progress: 0.835, stage_progress: 0.5 });
  expect(body).toMatchObject({ eta_seconds: null, queue_position: null });
});
