// node deploy/healthy.mjs <URL>
// Ends with 0 when the URL answers in the 200s. The image has neither curl nor wget.
const answer = await fetch(process.argv[2] ?? '', { signal: AbortSignal.timeout(4_000) });
if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`);
