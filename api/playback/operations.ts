import * as z from 'zod';
import type { Operations } from '../http/operation.ts';
import { FILE_ANSWERS, FILE_PROBLEMS } from '../http/operation.ts';
import { VIDEO_PATH } from '../videos/request-parts.ts';

/** What lets a viewer watch is knowing the id, so none of these wants a key. */
const open = { access: 'anybody', crossOrigin: true, quiet: true } as const;

export const operations = {
  getPublishedFile: {
    method: 'get',
    path: '/media/:id/hls/*path',
    ...open,
    tag: 'Media',
    summary: 'A file of the published stream',
    description: '`master.m3u8` is the one stable name; everything else is under a version.',
    params: { path: z.object({ id: VIDEO_PATH.shape.id, path: z.string() }) },
    answers: FILE_ANSWERS,
    problems: [...FILE_PROBLEMS, 'not_published'],
  },
  getCandidateMedia: {
    method: 'get',
    path: '/v1/videos/:id/candidates/:candidate/media',
    ...open,
    tag: 'Media',
    summary: 'A take itself, once stored',
    params: { path: z.object({ id: VIDEO_PATH.shape.id, candidate: z.string() }) },
    answers: FILE_ANSWERS,
    problems: FILE_PROBLEMS,
  },
} satisfies Operations;
