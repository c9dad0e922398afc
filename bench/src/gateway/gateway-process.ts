import { randomUUID } from 'node:crypto';
import { openMemoryLog } from '@tocsin/adapter-memory-log/open-memory-log';
import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { allTopics } from '@tocsin/contracts/topics';
import { samples } from '@tocsin/contracts/topics/samples';
import { transitions } from '@tocsin/contracts/topics/transitions';
import { scopesOf } from '@tocsin/domain/access/permission';
import { FakeAccessStore } from '@tocsin/ports/access-store.fake';
import { FakeAuditLedger } from '@tocsin/ports/audit-ledger.fake';
import { fakeHealingParts } from '@tocsin/service-gateway/healing/healing-parts.fake';
import { FakeRetentionStore } from '@tocsin/ports/retention-store.fake';
import { FakeDeliveryLedger } from '@tocsin/ports/delivery-ledger.fake';
import type { AppendRecord, EventLog } from '@tocsin/ports/event-log';
import { FakeResultArchive } from '@tocsin/ports/result-archive.fake';
import { FakeResultCache } from '@tocsin/ports/result-cache.fake';
import { FakeSeriesHistory } from '@tocsin/ports/series-history.fake';
import { newDataKey } from '@tocsin/runtime/envelope';
import { KeyRing, localKey } from '@tocsin/runtime/key-encryption';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { systemClock } from '@tocsin/runtime/system-clock';
import { TenantKeys } from '@tocsin/runtime/tenant-keys';
import { createRegistry } from '@tocsin/runtime/telemetry';
import { createGateway, type Gateway } from '@tocsin/service-gateway/gateway';
import { freePort } from '@tocsin/testing/free-port';
import type { GatewayAnswer, GatewayRequest, GatewaySettings } from './running-gateway.js';
import { ThreadedLog, withTopicElsewhere } from './threaded-log.js';
import { transitionOf } from './transition-of.js';

/**
 * A gateway by itself, in a process of its own, on an embedded log that nobody else writes to. Who comes in is kept in
 * memory, and requests are not limited; all else is as in every gateway.
 */
const PREFIX = 'bench';
const APPENDED_RECORDS = 1_000;
const TOKEN_SECONDS = 3_600;
const { directory, tenants, alerts } = JSON.parse(process.argv[2] ?? '') as GatewaySettings;
const topics = allTopics.map(({ partitions, cleanup, retentionMs, ...topic }) => ({
  name: topicName(topic as (typeof allTopics)[number], PREFIX),
  partitions,
  cleanup,
  retentionMs,
}));

const log = await openMemoryLog({ directory: `${directory}/log`, clock: systemClock });
await log.ensureTopics(topics);
await fire(tenants[0] ?? '', 0, alerts);
const threaded = new ThreadedLog({ directory: `${directory}/samples`, topics });
const gateway = await openGateway(withTopicElsewhere(log, topicName(samples, PREFIX), threaded));
const port = await freePort();
await gateway.listen(port, '127.0.0.1');
process.on('message', (request: GatewayRequest) => void answer(request));
// Whoever measures is gone.
process.on('disconnect', () => process.exit(1));
tell({
  kind: 'ready',
  base: `http://127.0.0.1:${port}`,
  tokens: await Promise.all(tenants.map((tenant) => tokenOf(gateway, tenant))),
});

/** Lets alerts fire, in the order of their numbers: all of one tenant are in one partition. */
async function fire(tenant: string, first: number, count: number): Promise<void> {
  const now = systemClock.now();
  let waiting: AppendRecord[] = [];
  for (let i = 0; i < count; i += 1) {
    waiting.push({ key: tenant, value: encodeJson(transitions, transitionOf(tenant, first + i, now + i)) });
    if (waiting.length < APPENDED_RECORDS && i < count - 1) continue;
    await log.append(topicName(transitions, PREFIX), waiting);
    waiting = [];
  }
}

function openGateway(of: EventLog): Promise<Gateway> {
  const access = new FakeAccessStore();
  return createGateway({
    log: of,
    topicPrefix: PREFIX,
    clock: systemClock,
    ids: { next: () => randomUUID() },
    rateCounter: { take: async () => ({ allowed: true, remaining: 1, retryAfterMs: 0, resetMs: 0 }) },
    access,
    tenantKeys: new TenantKeys(access, new KeyRing([localKey(newDataKey())])),
    signer: () => {
      throw new Error('nobody is erased here');
    },
    defaultTenant: tenants[0] ?? '',
    issuers: [],
    outbound: { post: () => Promise.reject(new Error('nobody is called')), refusal: async () => null },
    languageModel: null,
    history: new FakeSeriesHistory(),
    historyHoursMax: 24,
    registry: createRegistry(),
    logger: {
      debug: () => undefined,
      error: (context, message) => process.stderr.write(`${message}: ${String(Object.values(context))}\n`),
    },
    processName: 'bench',
    jwtSecret: randomUUID() + randomUUID(),
    signingSecretOf: () => '',
    ledger: new FakeDeliveryLedger(),
    auditLedger: new FakeAuditLedger(nodeLedgerCrypto),
    witnessNames: [],
    healing: fakeHealingParts(),
    retention: new FakeRetentionStore(),
    takesMail: false,
    externalUrl: '',
    rateLimiting: { enabled: false, perMinutePerAddress: 0 },
    mayIntrospect: false,
    predicts: false,
    confidenceMin: 1,
    resultCache: new FakeResultCache(systemClock),
    resultArchive: new FakeResultArchive(),
    resultTtls: { results: 300_000, system: 60_000 },
    systemTenant: 'system',
    evaluation: { batchSize: 50, concurrentMax: 100, timeoutMs: 1_000 },
    installation: { version: '', mode: 'standalone', demo_tenant: null, features: [] },
    readiness: async () => [],
    console: null,
    documentation: null,
  });
}

async function tokenOf({ tokens }: Gateway, tenant: string): Promise<string> {
  const issued = await tokens.issue('bench', {
    subject: 'bench',
    tenant,
    scopes: scopesOf('editor'),
    role: 'editor',
    expiresInSeconds: TOKEN_SECONDS,
  });
  if (issued.kind === 'limit_reached') throw new Error(issued.message);
  return issued.token;
}

async function answer(request: GatewayRequest): Promise<void> {
  if (request.kind === 'fire') return fire(request.tenant, request.first, request.count);
  if (request.kind === 'stop') process.exit(0);
  if (request.kind === 'collect') {
    // There by `--expose-gc`. What the first collection finalizes is free only after the next one.
    for (let i = 0; i < 2; i += 1) {
      (globalThis as { gc?: () => void }).gc?.();
      await systemClock.wait(0);
    }
    const { heapUsed, external } = process.memoryUsage();
    return tell({ kind: 'collected', heapBytes: heapUsed + external });
  }
  const { user, system } = process.cpuUsage();
  tell({ kind: 'usage', cpuSeconds: (user + system) / 1e6, logCpuSeconds: await threaded.cpuSeconds() });
}

function tell(said: GatewayAnswer): void {
  process.send?.(said);
}
