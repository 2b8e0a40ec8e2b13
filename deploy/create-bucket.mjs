// node deploy/create-bucket.mjs <emulator URL> <bucket>
// Makes the bucket in the GCS emulator, once; a real bucket comes from whoever runs the cloud account.
const [emulator, bucket] = process.argv.slice(2);
if (emulator === undefined || bucket === undefined) {
  throw new Error('usage: node deploy/create-bucket.mjs <emulator URL> <bucket>');
}
const answer = await fetch(new URL('/storage/v1/b?project=promptreel', emulator), {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ name: bucket }),
  signal: AbortSignal.timeout(30_000),
});
// 409: it is there from an earlier start.
if (!answer.ok && answer.status !== 409) {
  throw new Error(`the emulator answered ${answer.status} for bucket ${bucket}`);
}
