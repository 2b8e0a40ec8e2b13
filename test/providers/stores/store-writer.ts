import { crc32c } from '@node-rs/crc32';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { createFileStore } from '../../../providers/stores/file/file-store.ts';
import { isConflict } from './conflict.ts';

/**
 * A process to be killed. `churn <root> <seed>`: creates, replaces, copies and deletes a few keys for
 * ever. `count <root> <times>`: increments one counter under generations.
 */
const [mode, root = '', argument = ''] = process.argv.slice(2);
const store = createFileStore({ root });

/** The bytes tell which they are, so that a mixture of two writes cannot pass for either. */
function bytesOf(seed: string): Buffer {
  const pattern = createHash('sha256').update(seed).digest('hex');
  return Buffer.from(pattern.repeat(1 + (crc32c(seed) % 3000)));
}

async function churn(seed: string): Promise<never> {
  process.stdout.write('ready\n');
  for (let i = 0; ; i += 1) {
    const dice = crc32c(`${seed}-${i}`);
    const key = `kill/${dice % 3}/${dice % 7}.bin`;
    const head = await store.head(key);
    const options = { contentType: 'text/plain' };
    try {
      if (!head) await store.put(key, bytesOf(`${seed}-${i}`), { ...options, if: 'absent' });
      else if (dice % 5 === 0) await store.delete(key, { ifGeneration: head.generation });
      else if (dice % 5 === 1) await store.copy(key, `${key}-copy-${i % 10}`, { if: 'absent' });
      else {
        const { generation } = head;
        await store.put(key, bytesOf(`${seed}-${i}`), { ...options, if: { generation } });
      }
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
}

async function count(times: number): Promise<void> {
  for (let done = 0; done < times;) {
    const got = await store.get('counter');
    const next = Number((await buffer(got!.body)).toString()) + 1;
    const wanted = { generation: got!.head.generation };
    try {
      await store.put('counter', Buffer.from(String(next)), {
        contentType: 'text/plain',
        if: wanted,
      });
      done += 1;
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
}

await (mode === 'churn' ? churn(argument) : count(Number(argument)));
