import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { IdSource } from '@tocsin/ports/clock';
import { endWithProblem, notFound } from '../problem.js';

/** What becomes of a connection that wants to be a WebSocket. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Answers the upgrades of an HTTP server, each path by its own. */
export function serveUpgrades(server: Server, byPath: Readonly<Record<string, Upgrade>>, ids: IdSource): void {
  const paths = new Map(Object.entries(byPath));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const path = request.url?.split('?')[0] ?? '';
    const upgrade = paths.get(path);
    if (upgrade !== undefined) return upgrade(request, socket, head);
    const problem = notFound(`WebSocket there; they are at ${[...paths.keys()].join(' and ')}`);
    endWithProblem(socket, problem, path, ids.next().replaceAll('-', ''));
  });
}
