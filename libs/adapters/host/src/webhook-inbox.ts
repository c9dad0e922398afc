import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Bodies beyond this are none of ours. */
const BODY_BYTES_MAX = 1_048_576;

export interface WebhookInbox {
  url: string;
  stop(): Promise<void>;
}

/**
 * A small receiver on loopback: hands over what is posted, and answers.
 *
 * @param statusOf - what a body is answered with; 200 unless told otherwise
 */
export async function startWebhookInbox(
  port: number,
  onMessage: (body: string, headers: IncomingHttpHeaders) => void,
  statusOf: (body: string) => number = () => 200,
): Promise<WebhookInbox> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_BYTES_MAX) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      if (request.method === 'POST') onMessage(body, request.headers);
      response.writeHead(request.method === 'POST' ? statusOf(body) : 405).end();
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
