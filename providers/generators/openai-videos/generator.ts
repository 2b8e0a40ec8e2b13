import { defineGenerator } from '../kit/define-generator.ts';
import { REFUSALS } from './refusals.ts';
import { marks, jobFromWire, readJobs, writeCreate } from './wire.ts';

const path = (job: string) => `/videos/${encodeURIComponent(job)}`;

/**
 * Any server of OpenAI's `/v1/videos` protocol, which outlived its inventor: vLLM-Omni, SGLang,
 * LiteLLM, and the local model server. https://platform.openai.com/docs/api-reference/videos (until
 * 2026-09).
 */
export const openVideoServer = defineGenerator({
  async create(order, http) {
    const body = await writeCreate(order);
    return http.post('/videos', body, { 'idempotency-key': order.intent.reference });
  },
  read: (job, http) => http.get(path(job)),
  job: jobFromWire,
  refusals: REFUSALS,
  /**
   * The protocol's own place, and beside it the `url` of the job: a server that puts its clips into
   * a cloud bucket (SGLang) hands out nothing else. Our key is no business of the bucket.
   */
  media(job, told, http) {
    const url = told?.url ?? null;
    return {
      kind: 'link',
      url: http.url(`${path(job)}/content`),
      headers: http.authorization,
      otherwise: url === null ? undefined : { url, headers: {} },
    };
  },
  cancel: (job, http) => http.delete(path(job)),
  lookUp(order, http, models) {
    return {
      page(after) {
        const cursor = after === null ? '' : `&after=${encodeURIComponent(after)}`;
        return http.get(`/videos?limit=100&order=desc${cursor}`);
      },
      read: readJobs,
      marks: (job) => marks(job, order),
      honoursKey: async () => (await models.read()).honoursKey(order.model),
    };
  },
});
