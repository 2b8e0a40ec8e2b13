import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import type { SEARCH_ATTRIBUTES } from './names.ts';

type Named = typeof SEARCH_ATTRIBUTES;
/** Names of the attributes of one type, so that a key and its attribute cannot disagree. */
type NameOf<T> = { [N in keyof Named]: Named[N] extends T ? N : never }[keyof Named];

const keyword = (name: NameOf<'Keyword'>) =>
  defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const keywordList = (name: NameOf<'KeywordList'>) =>
  defineSearchAttributeKey(name, SearchAttributeType.KEYWORD_LIST);
const datetime = (name: NameOf<'Datetime'>) =>
  defineSearchAttributeKey(name, SearchAttributeType.DATETIME);

/** How runs are found, for whoever writes or reads one: API, workflows, registration. */
export const SEARCH_KEYS = {
  tenant: keyword('VideoTenant'),
  stage: keyword('VideoStage'),
  model: keyword('VideoModel'),
  outcome: keyword('VideoOutcome'),
  labels: keywordList('VideoLabels'),
  reviewDueAt: datetime('VideoReviewDueAt'),
} as const;
