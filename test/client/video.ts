import type { VideoResource } from '../../client/video-resource.ts';

/** A video as the API answers it, with what a test needs changed. */
export function videoResource(changes: Partial<VideoResource> = {}): VideoResource {
  return {
    id: 'vid_1',
    status: 'in_progress',
    stage: 'generate',
    progress: 0.1,
    created_at: '2026-01-01T00:00:00Z',
    request: { prompt: 'a quiet sea' },
    candidates: [],
    pick: null,
    review: null,
    playback: null,
    failure: null,
    links: { self: '/v1/videos/vid_1', events: '', operator: null },
    ...changes,
  };
}
