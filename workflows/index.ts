/** Every function exported here is a workflow type. */
export { eraseWorkflow } from './erase.ts';
export { sweepWorkflow } from './sweep.ts';
export { videoWorkflow } from './video.ts';
