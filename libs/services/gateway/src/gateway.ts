import { noTracing } from '@tocsin/ports/tracing';
import { GraphqlSockets } from './graphql/graphql-sockets.js';
import type { IssuedTokens } from './access/issued-tokens.js';
import type { WelcomeLinks } from './access/welcome-links.js';
import { assembleGateway, type GatewayOptions } from './gateway-parts.js';
import { httpServer } from './http-server.js';
import { startKafkaIngestion } from './ingestion/kafka-ingestion.js';
import { serveUpgrades } from './live/upgrades.js';
import { WebSocketManager } from './live/web-socket-manager.js';

export interface Gateway {
  /** Tokens that can be listed and revoked. */
  tokens: IssuedTokens;
  /** Let the first admin in by a browser. */
  welcomeLinks: WelcomeLinks;
  listen(port: number, host: string): Promise<void>;
  close(): Promise<void>;
}

/** The way in for people and their tools: REST, WebSocket and the topics that producers write to. */
export async function createGateway(options: Omit<GatewayOptions, 'startedAt'>): Promise<Gateway> {
  const { log, topicPrefix, processName, clock, ids, registry, tracing = noTracing } = options;
  const parts = assembleGateway({ ...options, startedAt: clock.now() });
  const { routes, pages, missingPage, desk, limiter, feed, graphql, alerts, senders, onError } = parts;
  const { auth } = desk;
  const server = httpServer(routes, {
    auth,
    limiter,
    ids,
    registry,
    tracing,
    subjects: desk.subjects,
    pages,
    missingPage,
    onError,
    onAnswered: (request) => options.logger.debug(request, 'a request was answered'),
  });
  const live = new WebSocketManager(feed, auth, clock, ids);
  const sockets = new GraphqlSockets({ ...graphql, auth, ids });

  for (const sender of senders) await sender.start();
  const following = await Promise.all(parts.directories.map((one) => one.follow(log, topicPrefix, processName)));
  const admitting = await desk.follow(processName, ({ tenant_id, id }) =>
    feed.endWhere(({ tenant, revocableBy }) => tenant === tenant_id && revocableBy?.includes(id) === true, 'revoked'),
  );
  await feed.start();
  alerts.listen((transition, place) => feed.tell(transition, place));
  const ingesting = await startKafkaIngestion(log, topicPrefix, clock, parts.intake, tracing);
  const doors = {
    '/ws': live.upgrade.bind(live),
    '/graphql': sockets.upgrade.bind(sockets),
  };
  serveUpgrades(server.server, doors, ids);

  return {
    tokens: desk.tokens,
    welcomeLinks: desk.welcomeLinks,
    listen: async (port, host) => void (await server.listen({ port, host })),
    close: async () => {
      feed.close();
      live.close();
      await sockets.close();
      for (const evaluator of parts.evaluators) await evaluator.close();
      await server.close();
      await Promise.all([...following, ...admitting, ...ingesting].map((consumption) => consumption.stop()));
      for (const sender of senders) await sender.stop();
    },
  };
}
