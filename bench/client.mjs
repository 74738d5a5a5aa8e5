// A client that costs little beside the server it measures: one connection that stays, one call at a
// time, and of an answer nothing is read but its status and its end. HTTP/1.1 as RFC 9112 has it.
import net from 'node:net';

const HEAD_ENDS = Buffer.from('\r\n\r\n');

/** One connection to `port` of this machine. */
export function connect(port) {
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  let parts = [];
  let wanted; // Bytes of the whole answer, once its head is there.
  let status;
  let waiting;
  socket.on('data', (part) => {
    parts.push(part);
    let whole = parts.length === 1 ? part : undefined;
    if (wanted === undefined) {
      whole ??= Buffer.concat(parts);
      const end = whole.indexOf(HEAD_ENDS);
      if (end < 0) return;
      const head = whole.latin1Slice(0, end);
      const length = /\r\ncontent-length: (\d+)/i.exec(head);
      if (!length) return socket.destroy(new Error(`an answer without a length: ${head}`));
      status = Number(head.slice(9, 12));
      wanted = end + HEAD_ENDS.length + Number(length[1]);
    }
    const bytes = parts.reduce((sum, one) => sum + one.length, 0);
    if (bytes < wanted) return;
    const answer = parts;
    const { resolve } = waiting;
    [parts, wanted, waiting] = [[], undefined, undefined];
    resolve({ status, bytes, text: () => Buffer.concat(answer).toString() });
  });
  const fail = (error) => waiting?.reject(error ?? new Error('the server hung up'));
  socket.on('error', fail);
  socket.on('close', () => fail());
  return {
    /** Sends what [`request`] made; resolves when the last byte of its answer is there. */
    call: (bytes) => new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      socket.write(bytes);
    }),
    end: () => socket.destroy(),
  };
}

/** A GET as it goes over the wire. */
export const get = (port, path, headers) => Buffer.from(
  [`GET ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n'),
);
