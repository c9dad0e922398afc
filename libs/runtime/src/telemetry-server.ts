import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

export interface TelemetryServer {
  /** From now on `/readyz` says that the process is ready. */
  ready(): void;
  stop(): Promise<void>;
}

/**
 * Serves what a process tells of itself: `/metrics` in Prometheus's text format, `/livez` while it lives, and `/readyz` once it
 * does its work. It takes nothing in, and tells nothing of tenants but their names in labels.
 *
 * @throws when it cannot listen there
 */
export async function serveTelemetry({
  host,
  port,
  registry,
}: {
  host: string;
  port: number;
  registry: Pick<Registry, 'contentType' | 'metrics'>;
}): Promise<TelemetryServer> {
  let isReady = false;
  const answer = async ({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> => {
    const say = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): void => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
      response.end(method === 'HEAD' ? '' : text);
    };
    if (method !== 'GET' && method !== 'HEAD') return say(405, 'only GET and HEAD\n', { allow: 'GET, HEAD' });
    switch (url?.split('?')[0]) {
      case '/metrics':
        return say(200, await registry.metrics(), { 'content-type': registry.contentType });
      case '/livez':
        return say(200, 'ok\n');
      case '/readyz':
        return isReady ? say(200, 'ready\n') : say(503, 'starting\n');
      default:
        return say(404, 'there are /metrics, /livez and /readyz\n');
    }
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`the metrics could not be told: ${(error as Error).message}\n`);
    });
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, done);
  });
  return {
    ready: () => void (isReady = true),
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
