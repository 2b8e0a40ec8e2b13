// @ts-check

/** @typedef {{ event: string, data: string }} Message */

/**
 * Server-sent events out of a fetch answer (HTML standard, §9.2.6), since `EventSource` can neither
 * send an Authorization header nor tell a refusal from a lost connection.
 *
 * @param {ReadableStream<Uint8Array>} body
 * @param {() => void} onBytes called for every chunk, also one that holds only a keep-alive comment
 * @returns {AsyncGenerator<Message, void, undefined>}
 */
export async function* readMessages(body, onBytes) {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  let message = { event: 'message', data: '' };
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      onBytes();
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line !== '') {
          takeField(message, line);
          continue;
        }
        if (message.data !== '') yield { ...message, data: message.data.slice(0, -1) };
        message = { event: 'message', data: '' };
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/**
 * @param {Message} message
 * @param {string} line
 */
function takeField(message, line) {
  const colon = line.indexOf(':');
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'data') message.data += `${value}\n`;
  else if (name === 'event') message.event = value;
}
