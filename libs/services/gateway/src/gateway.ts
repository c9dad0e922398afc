import { rules as rulesTopic } from '@tocsin/contracts/topics/rules';
import { receivers as receiversTopic } from '@tocsin/contracts/topics/receivers';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { EventLog } from '@tocsin/ports/event-log';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import type { RateCounter } from '@tocsin/ports/rate-counter';
import type { SeriesHistory } from '@tocsin/ports/series-history';
import type { Registry } from 'prom-client';
import { AuthManager } from './auth-manager.js';
import { backtestRoutes } from './backtest/backtest-routes.js';
import { BacktestRunner } from './backtest/backtest-runner.js';
import { CommandSender } from './command-sender.js';
import { httpServer } from './http-server.js';
import { startKafkaIngestion } from './ingestion/kafka-ingestion.js';
import { SampleIntake } from './ingestion/sample-intake.js';
import { WebSocketManager } from './live/web-socket-manager.js';
import { RateLimiter, type RateLimits } from './rate-limiter.js';
import { prometheusApi } from './prometheus/prometheus-routes.js';
import { AlertDirectory } from './read-model/alert-directory.js';
import { CompactedDirectory } from './read-model/compacted-directory.js';
import { RuleGroupDirectory } from './read-model/rule-group-directory.js';
import { alertRoutes } from './routes/alerts.js';
import { documentationRoutes } from './routes/documentation.js';
import { evaluateRoutes } from './routes/evaluate.js';
import { ingestionRoutes } from './routes/ingestion.js';
import { type Health, operationsRoutes } from './routes/operations.js';
import { receiverRoutes } from './routes/receivers.js';
import { ruleGroupRoutes } from './routes/rule-groups.js';
import { ruleRoutes } from './routes/rules.js';
import { tokenRoutes } from './routes/tokens.js';

export interface GatewayOptions {
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  ids: IdSource;
  rateCounter: RateCounter;
  outbound: OutboundHttp;
  /** The samples of the past, for whatever asks about more than the present. */
  history: SeriesHistory;
  registry: Registry;
  logger: { error(context: object, message: string): void };
  /** Names this process in consumer groups and replies. */
  processName: string;
  jwtSecret: string;
  signingSecretOf(receiverId: string): string;
  rateLimiting: RateLimits;
  /** How long a query may take; ms. */
  queryTimeoutMs: number;
  readiness(): Promise<Health[]>;
}

export interface Gateway {
  listen(port: number, host: string): Promise<void>;
  close(): Promise<void>;
}

/** The way in for people and their tools: REST, WebSocket and the topics that producers write to. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { log, topicPrefix, processName, clock, ids, registry, logger, outbound, signingSecretOf } = options;
  const auth = new AuthManager({ secret: options.jwtSecret, clock, ids });
  const rules = new CompactedDirectory(
    rulesTopic,
    ({ id }) => id,
    (rule, known) => rule.version < known.version,
  );
  const receivers = new CompactedDirectory(receiversTopic, ({ id }) => id);
  const groups = new RuleGroupDirectory();
  const alerts = new AlertDirectory();
  const sender = new CommandSender(log, topicPrefix, processName, clock);
  const intake = new SampleIntake(log, topicPrefix, clock, registry);
  const live = new WebSocketManager(auth, clock, ids);

  const { history, queryTimeoutMs } = options;
  const startedAt = clock.now();
  const prometheus = prometheusApi({ rules, groups, alerts, receivers, history, clock, queryTimeoutMs, startedAt });

  const routes = [
    ...ruleRoutes({ rules, sender, clock, ids, processName }),
    ...ruleGroupRoutes({ groups, sender, clock, ids, processName }),
    ...evaluateRoutes(rules, clock),
    ...backtestRoutes(new BacktestRunner({ history: options.history })),
    ...alertRoutes(alerts),
    ...receiverRoutes({ receivers, sender, outbound, signingSecretOf, clock, ids, processName }),
    ...ingestionRoutes(intake, clock),
    ...prometheus.routes,
    ...tokenRoutes(auth),
    ...operationsRoutes(registry, options.readiness),
  ];
  const server = httpServer([...routes, ...documentationRoutes(routes)], {
    auth,
    limiter: new RateLimiter(options.rateCounter, options.rateLimiting),
    ids,
    registry,
    onError: (error, traceId) => logger.error({ err: error, trace_id: traceId }, 'a request failed'),
  });

  await sender.start();
  const following = await Promise.all([
    rules.follow(log, topicPrefix, processName),
    receivers.follow(log, topicPrefix, processName),
    groups.follow(log, topicPrefix, processName),
    alerts.follow(log, topicPrefix, processName),
  ]);
  alerts.listen((transition) => live.tell(transition));
  const ingesting = await startKafkaIngestion(log, topicPrefix, clock, intake);
  live.serve(server.server);

  return {
    listen: async (port, host) => void (await server.listen({ port, host })),
    close: async () => {
      live.close();
      await prometheus.close();
      await server.close();
      await Promise.all([...following, ...ingesting].map((consumption) => consumption.stop()));
      await sender.stop();
    },
  };
}
