import type { AccessStore } from '@tocsin/ports/access-store';
import type { AuditLedgerReader } from '@tocsin/ports/audit-ledger';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { DeliveryLedgerReader } from '@tocsin/ports/delivery-ledger';
import type { EventLog } from '@tocsin/ports/event-log';
import type { RetentionStore } from '@tocsin/ports/retention-store';
import type { LanguageModel } from '@tocsin/ports/language-model';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import type { RateCounter } from '@tocsin/ports/rate-counter';
import type { ResultArchive } from '@tocsin/ports/result-archive';
import type { ResultCache } from '@tocsin/ports/result-cache';
import { type HistoryReach, HistoryUnavailable, type RevisedHistory } from '@tocsin/ports/series-history';
import type { Tracing } from '@tocsin/ports/tracing';
import { sealSecret } from '@tocsin/runtime/sealed-secret';
import type { TenantKeys } from '@tocsin/runtime/tenant-keys';
import type { Registry } from 'prom-client';
import { AlertStatuses } from './alerting/alert-status.js';
import type { ExternalIssuer } from './access/external-issuers.js';
import { FrontDesk } from './access/front-desk.js';
import { writtenBy } from './access/written-by.js';
import type { CertificateSigner } from './access/subject-rights.js';
import type { Principal } from './auth-manager.js';
import { backtestRoutes } from './backtest/backtest-routes.js';
import { BacktestRunner } from './backtest/backtest-runner.js';
import { deadLetterRoutes } from './dead-letters/dead-letter-routes.js';
import { DeadLetterDesk } from './dead-letters/dead-letter-desk.js';
import type { ConsoleFiles } from './console/console-files.js';
import { consolePage, consolePages, missingPage } from './console/console-pages.js';
import { CommandSender } from './command-sender.js';
import { AnonymisedAudit } from './compliance/anonymised-audit.js';
import { anonymisedRoutes } from './compliance/anonymised-routes.js';
import { evidenceRoutes } from './compliance/evidence-routes.js';
import { retentionRoutes } from './compliance/retention-routes.js';
import { cacheReadCounter } from './evaluation/cache-reads.js';
import { DearResults } from './evaluation/dear-results.js';
import { EvaluationBatch, type EvaluationBatchOptions } from './evaluation/evaluation-batch.js';
import { askComparison } from './healing/ask-comparison.js';
import { Deciders } from './healing/deciders.js';
import { healingRoutes } from './healing/healing-routes.js';
import type { HealingParts } from './healing/healing-world.js';
import { PlaybookDryRunner } from './healing/playbook-dry-runner.js';
import { RecordedAlerts } from './healing/recorded-alerts.js';
import { AlertIncidents } from './incidents/alert-incidents.js';
import { alertIncidentRoutes } from './incidents/incident-routes.js';
import { evaluationRoutes } from './evaluation/evaluation-routes.js';
import { type ResultTtls, RuleEvaluationCache } from './evaluation/rule-evaluation-cache.js';
import { TenantEvaluator } from './evaluation/tenant-evaluator.js';
import { graphqlRoutes } from './graphql/graphql-routes.js';
import { graphqlSchemaOf } from './graphql/graphql-schema.js';
import { subscriptionOf } from './graphql/graphql-subscription.js';
import { SampleIntake } from './ingestion/sample-intake.js';
import { languageRoutes } from './language/language-routes.js';
import { eventStreamRoutes } from './live/event-stream-routes.js';
import { LiveFeed } from './live/live-feed.js';
import { type ProblemError, unavailable } from './problem.js';
import { RateLimiter, type RateLimits } from './rate-limiter.js';
import type { Route } from './route.js';
import { markRoutes } from './predictions/mark-routes.js';
import { modelRoutes } from './predictions/model-routes.js';
import { predictionRoutes } from './predictions/prediction-routes.js';
import { reliabilityRoutes } from './predictions/reliability-routes.js';
import { prometheusApi } from './prometheus/prometheus-routes.js';
import { exportProposalsWaiting } from './proposal-metrics.js';
import { acknowledgeTimes } from './read-model/acknowledge-times.js';
import { emptyDirectories } from './read-model/directories.js';
import { ReceiverTestSender } from './receivers/receiver-test-sender.js';
import { ReceiverWriter } from './receivers/receiver-writer.js';
import { incidentRoutes } from './recommendations/incident-routes.js';
import { recommendationRoutes } from './recommendations/recommendation-routes.js';
import { Explainer } from './replay/explainer.js';
import { replayRoutes } from './replay/replay-routes.js';
import { ReplayRunner } from './replay/replay-runner.js';
import { SamplesLog } from './replay/samples-log.js';
import { SpanReplayer } from './replay/span-replayer.js';
import { WhyNotAsker } from './replay/why-not-asker.js';
import { alertingRoutes } from './routes/alerting/alerting-routes.js';
import { alertRoutes } from './routes/alerts.js';
import { documentationPages, type DocumentationSite } from './documentation/documentation-site.js';
import { documentationRoutes } from './routes/documentation.js';
import { evaluateRoutes } from './routes/evaluate.js';
import { ingestionRoutes } from './routes/ingestion.js';
import { type Installation, installationRoute } from './routes/installation.js';
import { ledgerRoutes } from './routes/ledger.js';
import { notificationRoutes } from './routes/notifications.js';
import { type Health, operationsRoutes } from './routes/operations.js';
import { receiverRoutes } from './routes/receivers.js';
import { ruleGroupRoutes } from './routes/rule-groups.js';
import { ruleHealthRoutes } from './routes/rule-health.js';
import { ruleRoutes } from './routes/rules/rule-routes.js';
import { ruleStandingRoutes } from './routes/rules/rule-standings.js';
import { weeklyReportRoutes } from './routes/weekly-report.js';
import { proposalRoutes } from './rule-templates/proposal-routes.js';
import { Proposer } from './rule-templates/proposer.js';
import { templateRoutes } from './rule-templates/template-routes.js';

export interface GatewayOptions {
  log: EventLog;
  topicPrefix: string;
  clock: Clock;
  ids: IdSource;
  rateCounter: RateCounter;
  /** Who may come in. */
  access: AccessStore;
  /** The data keys of tenants, by which names and secrets are sealed. */
  tenantKeys: TenantKeys;
  /** Signs certificates. */
  signer(): CertificateSigner;
  /** The tenant of who names none when logging in. */
  defaultTenant: string;
  /** Whose tokens let people in beside the platform's own. */
  issuers: readonly ExternalIssuer[];
  outbound: OutboundHttp;
  /** Asked for rules where the grammar has none; null: nobody is. */
  languageModel: LanguageModel | null;
  /** The samples of the past, for whatever asks about more than the present. */
  history: RevisedHistory & HistoryReach;
  /** For how long the platform keeps samples, whatever a tenant's quota allows. */
  historyHoursMax: number;
  /** Keeps what was evaluated. */
  resultCache: ResultCache;
  /** Keeps what was dear to evaluate. */
  resultArchive: ResultArchive;
  resultTtls: ResultTtls;
  /** The tenant whose series are the platform's own. */
  systemTenant: string;
  /** How evaluations on demand are bounded, queries by their time-out among them. */
  evaluation: Pick<EvaluationBatchOptions, 'batchSize' | 'concurrentMax' | 'timeoutMs'>;
  registry: Registry;
  logger: Record<'debug' | 'error', (context: object, message: string) => void>;
  /** Default: none. */
  tracing?: Tracing;
  /** Names this process in consumer groups and replies. */
  processName: string;
  jwtSecret: string;
  /** What was sent to whom. */
  ledger: DeliveryLedgerReader;
  /** What can be proved to have happened. */
  auditLedger: AuditLedgerReader;
  /** Who was named to have its checkpoints. */
  witnessNames: readonly string[];
  /** Playbooks, and the runs that follow from them. */
  healing: HealingParts;
  retention: RetentionStore;
  signingSecretOf(receiverId: string): string;
  /** Whether the operator has named a server for mail. */
  takesMail: boolean;
  rateLimiting: RateLimits;
  /** Whether GraphQL tells strangers what it holds. */
  mayIntrospect: boolean;
  /** Whether the installation predicts; where it does not, conditions on predictions are unknown. */
  predicts: boolean;
  /** With less confidence no setting of a rule is recommended; 0 to 1. */
  confidenceMin: number;
  /** When the process began; ms since 1970. */
  startedAt: number;
  /** Where people reach the platform, without a slash at the end; empty when nobody has said. */
  externalUrl: string;
  /** What the configuration makes of it. */
  installation: Installation;
  readiness(): Promise<Health[]>;
  /** The web console; null where it was not built. */
  console: ConsoleFiles | null;
  /** What is told of the platform; null where it was not built. */
  documentation: DocumentationSite | null;
}

/** Puts a gateway together. Nothing is started, and none of what was handed in is asked for anything yet. */
export function assembleGateway(options: GatewayOptions) {
  const { log, topicPrefix, processName, clock, ids, registry, logger, outbound, ledger, signingSecretOf } = options;
  const directories = emptyDirectories();
  const { rules, proposals, groupProposals, policies, receivers, groups, health, trainings, notifying } = directories;
  const { marks, silences, acknowledgements, incidents, recommendations, incidentNotes, alerts } = directories;
  exportProposalsWaiting(registry, proposals, groupProposals);
  const seriesOf = (tenant: string): number =>
    directories.seriesCounts.ofTenant(tenant).reduce((sum, { series }) => sum + series, 0);
  const statuses = new AlertStatuses({ alerts, policies: notifying, silences, acknowledgements, receivers });
  const sender = new CommandSender(log, topicPrefix, processName, clock);
  const { takesMail, tenantKeys } = options;
  const writer = new ReceiverWriter({
    outbound,
    takesMail,
    sealSecret: async (owner, secret) => sealSecret(await tenantKeys.ofReceivers(owner.tenantId), owner, secret),
  });
  const tests = new ReceiverTestSender(log, topicPrefix, processName, clock);
  const intake = new SampleIntake(log, topicPrefix, clock, registry);
  const limiter = new RateLimiter(options.rateCounter, options.rateLimiting);
  const earliestSample = (tenant: string): Promise<number | null> =>
    options.history.earliest(tenant).catch((error: unknown) => {
      throw error instanceof HistoryUnavailable ? unavailable('history-unavailable', error.message) : error;
    });
  const desk = new FrontDesk({
    playbooksOf: (tenant) => options.healing.store.playbooks(tenant),
    log,
    topicPrefix,
    clock,
    ids,
    limiter,
    store: options.access,
    keys: tenantKeys,
    signer: options.signer,
    auditLedger: options.auditLedger,
    history: options.history,
    written: writtenBy({
      rules,
      'rule groups': groups,
      'rule proposals': proposals,
      'group proposals': groupProposals,
      receivers,
      'notification policies': notifying,
      'prediction marks': marks,
      silences,
      acknowledgements,
      incidents,
      recommendations,
      'incident notes': incidentNotes,
    }),
    secret: options.jwtSecret,
    defaultTenant: options.defaultTenant,
    issuers: options.issuers,
    countsOf: (tenant) => ({
      rules: rules.ofTenant(tenant).length,
      rule_groups: groups.ofTenant(tenant).length,
      grouped_rules: groups.ofTenant(tenant).reduce((sum, group) => sum + group.rules.length, 0),
      receivers: receivers.ofTenant(tenant).length,
      series: seriesOf(tenant),
    }),
    earliestSample,
    holdOf: async (tenant) => (await options.retention.policy(tenant)).hold,
    sentIn: (tenant, hour) => ledger.sentIn(tenant, hour),
    onError: (error) => logger.error({ err: error }, 'what was decided of access could not be told'),
  });
  const feed = new LiveFeed(log, topicPrefix, (error) => logger.error({ err: error }, 'missed events were not read'));

  const { history, evaluation, externalUrl } = options;
  const cache = new RuleEvaluationCache({
    cache: options.resultCache,
    dear: new DearResults({ archive: options.resultArchive, clock, onRead: cacheReadCounter(registry) }),
    history,
    clock,
    ttls: options.resultTtls,
    systemTenant: options.systemTenant,
    registry,
  });
  const batch = new EvaluationBatch({ history, clock, ...evaluation });
  const alerting = {
    alerts,
    statuses,
    policies: notifying,
    silences,
    acknowledgements,
    receivers,
    sender,
    writer,
    clock,
    ids,
    processName,
  };
  const prometheus = prometheusApi({
    ...alerting,
    log,
    topicPrefix,
    rules,
    groups,
    health,
    history,
    cache,
    queryTimeoutMs: evaluation.timeoutMs,
    startedAt: options.startedAt,
  });

  const samples = new SamplesLog(log, topicPrefix);
  const replayWorld = { rules, groups, samples, runner: new ReplayRunner({ samples }), externalUrl: '' };

  const onError = (error: unknown, traceId: string): void =>
    logger.error({ err: error, trace_id: traceId }, 'a request failed');
  const { predicts } = options;
  const { subjects } = desk;
  const ruleWorld = {
    rules,
    groups,
    proposals,
    groupProposals,
    policies,
    sender,
    subjects,
    clock,
    ids,
    processName,
    predicts,
  };
  const backtests = new BacktestRunner({ history });
  const ownRules = ruleRoutes(ruleWorld, backtests);
  const { confidenceMin } = options;
  const learning = {
    ...ruleWorld,
    incidents,
    recommendations,
    acknowledgements,
    alerts,
    ledger,
    history,
    runner: backtests,
    confidenceMin,
  };
  const createRule = handlerOf(ownRules, 'POST', '/api/rules');
  const rest: readonly Route[] = [
    ...ownRules,
    ...templateRoutes({ createRule, externalUrl }),
    ...proposalRoutes({ proposer: new Proposer({ history, externalUrl }), clock }),
    ...ruleGroupRoutes(ruleWorld),
    ...evaluateRoutes(rules, clock),
    ...evaluationRoutes({
      rules,
      evaluator: new TenantEvaluator({
        rules,
        alerts,
        batch,
        cache,
        onError: (error) => logger.error({ err: error }, 'an evaluation failed'),
      }),
      clock,
    }),
    ...backtestRoutes({ runner: backtests, rules, groups, alerts, clock }),
    ...predictionRoutes({ history, rules, groups, clock, predicts }),
    ...reliabilityRoutes({ history, alerts, clock }),
    ...markRoutes({ marks, sender, clock, ids, processName }),
    ...languageRoutes({ history, runner: backtests, rules, clock, languageModel: options.languageModel }),
    ...incidentRoutes(learning),
    ...recommendationRoutes(learning),
    ...modelRoutes(trainings),
    ...alertIncidentRoutes({
      incidents: new AlertIncidents({ alerts, statuses }),
      notes: incidentNotes,
      acknowledgements,
      sender,
      clock,
      ids,
      processName,
    }),
    ...ruleHealthRoutes(health),
    ...ruleStandingRoutes({ ...ruleWorld, health, alerts, statuses }),
    ...alertRoutes(alerts, statuses, clock),
    ...alertingRoutes(alerting),
    ...eventStreamRoutes(feed, clock),
    ...replayRoutes({
      explainer: new Explainer(replayWorld, alerts),
      asker: new WhyNotAsker(replayWorld, clock),
      replayer: new SpanReplayer(replayWorld, log, topicPrefix, clock),
      clock,
    }),
    ...receiverRoutes({ receivers, sender, writer, tests, ledger, signingSecretOf, clock, ids, processName }),
    ...notificationRoutes(ledger),
    ...weeklyReportRoutes({
      ledger,
      ruleName: (tenant, id) => rules.get(tenant, id)?.name ?? null,
      acknowledgeTimes: (tenant, from, to) =>
        acknowledgeTimes(alerts.ofTenant(tenant), (id) => acknowledgements.get(tenant, id), from, to),
      clock,
    }),
    ...ingestionRoutes(intake, clock, (tenant) => {
      const limit = desk.quotasOf(tenant).series;
      const use = seriesOf(tenant);
      return use < limit ? null : { use, limit };
    }),
    ...prometheus.routes,
    ...desk.routes,
    ...ledgerRoutes(options.auditLedger, options.witnessNames),
    ...evidenceRoutes(options.auditLedger, clock),
    ...anonymisedRoutes(new AnonymisedAudit({ ledger: options.auditLedger, store: options.access, clock, ids }), clock),
    ...retentionRoutes({
      store: options.retention,
      clock,
      ids,
      historyHoursOf: (tenant) => desk.quotasOf(tenant).history_hours,
      historyHoursMax: options.historyHoursMax,
      earliestSample,
    }),
    ...healingRoutes({
      ...options.healing,
      deciders: new Deciders(options.access),
      dryRunner: new PlaybookDryRunner({
        ...options.healing,
        alerts: new RecordedAlerts(log, topicPrefix),
        reach: history,
        ask: (tenant, query, at, signal) => askComparison(prometheus.engine, tenant, query, at, signal),
      }),
      alerts,
      outbound,
      clock,
      ids,
    }),
    installationRoute(options.installation, options),
    ...deadLetterRoutes(new DeadLetterDesk({ log, topicPrefix, clock, ids })),
    ...operationsRoutes(registry, options.readiness, () => consolePage(options.console)),
  ];
  const { mayIntrospect } = options;
  const graphql = {
    schema: graphqlSchemaOf(rest, subscriptionOf(feed)),
    mayIntrospect,
    onError,
    named: (tenant: string, json: string) => subjects.named(tenant, json),
    onDenied: (principal: Principal, problem: ProblemError) => desk.auth.denied(principal, problem),
  };
  const routes = [...rest, ...graphqlRoutes(graphql)];
  return {
    routes: [...routes, ...documentationRoutes(routes)] as readonly Route[],
    pages: [...consolePages(options.console), ...documentationPages(options.documentation)],
    missingPage: missingPage(options.console),
    desk,
    limiter,
    feed,
    graphql,
    alerts,
    intake,
    /** Evaluate in threads of their own. */
    evaluators: [prometheus, batch],
    onError,
    /** Send commands and hear of their outcome. */
    senders: [sender, tests],
    /** Know what the log says, once they follow it. */
    directories: Object.values(directories),
  };
}

/** What answers one of the routes. */
function handlerOf(routes: readonly Route[], method: Route['method'], path: string): Route['handle'] {
  const found = routes.find((route) => route.method === method && route.path === path);
  if (found === undefined) throw new TypeError(`there is no route ${method} ${path}`);
  return (request) => found.handle(request);
}
