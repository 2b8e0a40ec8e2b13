import { availableParallelism } from 'node:os';
import type { MediaLimits } from './input.ts';

/** What the kernel holds a program to, whatever the file makes it do (setrlimit(2)). */
export interface RunLimits {
  /** Of address space. */
  bytesOfMemory: number;
  /** User and system time of all its threads. */
  secondsOfCpu: number;
  /** Of each file that it writes. */
  bytesOfFile: number;
}

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Address space, not memory in use: libraries, and stacks and arenas that threads set aside. */
const MEMORY_AT_REST = 2 * GIB;
const MEMORY_PER_CORE = 384 * MIB;
/** Reference pictures, pictures under way in every rung and the encoders' look-ahead: about 150 of them. */
const MEMORY_PER_PIXEL = 600;
/** Twice the highest rate that any rung may have. */
const FILE_PER_SECOND = 8 * MIB;
const FILE_AT_LEAST = 64 * MIB;

/** Generous for a take within its limits, and an end for one that lies about itself. */
export function runLimits(limits: MediaLimits, wallMs: number): RunLimits {
  const cores = availableParallelism();
  return {
    bytesOfMemory: MEMORY_AT_REST + cores * MEMORY_PER_CORE + limits.pixels * MEMORY_PER_PIXEL,
    secondsOfCpu: Math.ceil((wallMs / 1000) * cores) + 1,
    bytesOfFile: FILE_AT_LEAST + limits.duration * FILE_PER_SECOND,
  };
}
