import type { Socket } from 'node:net';
import { connect } from 'node:net';

export interface RawClient {
  socket: Socket;
  /** Requests as they stand, one behind the other, without waiting for an answer. */
  send: (...lines: string[]) => void;
  received: () => string;
  closed: Promise<void>;
}

/** A client that says exactly what it is told to; with `reads: false` it never looks at an answer. */
export function rawClient(url: string, { reads = true } = {}): RawClient {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  if (reads) socket.on('data', (data: Buffer) => (text += data.toString('latin1')));
  else socket.pause();
  const closed = new Promise<void>((resolve) => {
    socket.on('error', () => undefined).once('close', () => resolve());
  });
  return {
    socket,
    closed,
    received: () => text,
    send: (...lines) => void socket.write(lines.map(asRequest).join('')),
  };
}

const asRequest = (line: string): string => `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
