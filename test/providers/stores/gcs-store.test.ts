import { afterAll, beforeAll } from 'vitest';
import { createGcsStore } from '../../../providers/stores/gcs/gcs-store.ts';
import { startGcsEmulator, type GcsEmulator } from '../../gcs-emulator.ts';
import { describeStore } from './contract.ts';

let emulator: GcsEmulator;

beforeAll(async () => {
  emulator = await startGcsEmulator();
  await emulator.createBucket('videos');
});

afterAll(() => emulator.stop());

describeStore('a bucket', async () =>
  createGcsStore({ bucket: 'videos', prefix: 'some/prefix', apiEndpoint: emulator.endpoint }),
);
