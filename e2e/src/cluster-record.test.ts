import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKafkaLog } from '@tocsin/adapter-kafka/open-kafka-log';
import { startWebhookInbox } from '@tocsin/adapter-host/webhook-inbox';
import { decodeJson, topicName } from '@tocsin/contracts/define-topic';
import { kafkaAcls, principalOf, services } from '@tocsin/contracts/kafka-acls';
import { audit } from '@tocsin/contracts/topics/audit';
import { systemClock } from '@tocsin/runtime/system-clock';
import { freePort } from '@tocsin/testing/free-port';
import { grantAcls } from '@tocsin/testing/grant-acls';
import { startGuardedKafkaBroker, startKafkaBroker, whyNoKafka } from '@tocsin/testing/kafka-broker';
import { startRedisServer, whyNoRedis } from '@tocsin/testing/redis-server';
import { Cluster } from './world/cluster.js';
import { HealingWorld, type Run } from './world/healing-world.js';
import { Shop } from './world/shop.js';
import { tocsinAudit } from './world/tocsin-audit.js';

const RULE = 'Till broken';
const WITNESS_TOPIC = 'checkpoints';
const title =
  'on Kafka a service is mended and its record is proved, though who heals and who keeps the record are killed in the middle';

interface Entry {
  sequence: number;
  event: { id: string; type: string; subject: string; details: Record<string, unknown> };
}

/** A Kafka of somebody else's, with a topic for checkpoints. */
async function startWitnessKafka() {
  const broker = await startKafkaBroker();
  const log = await openKafkaLog({
    brokers: [broker.address],
    clientId: 'witness',
    clock: systemClock,
    onError: () => undefined,
  });
  await log.ensureTopics([{ name: WITNESS_TOPIC, partitions: 1, cleanup: 'delete', retentionMs: 3_600_000 }]);
  return {
    address: broker.address,
    /** What a console consumer would write. */
    text: async (): Promise<string> => {
      const lines: string[] = [];
      for await (const { records } of log.read(WITNESS_TOPIC))
        lines.push(...records.map(({ value }) => `${Buffer.from(value ?? []).toString()}\n`));
      return lines.join('');
    },
    stop: async () => {
      await log.close();
      await broker.stop();
    },
  };
}

/** Everything the audit's topic says, in its order. */
function auditIds(cluster: Cluster): Promise<string[]> {
  return cluster.withLog(async (log, prefix) => {
    const ids: string[] = [];
    for await (const { records } of log.read(topicName(audit, prefix)))
      for (const { value } of records) {
        const decoded = value === null ? null : decodeJson(audit, value);
        if (decoded?.kind === 'value' && decoded.value.tenant_id === 'acme_main') ids.push(decoded.value.id);
      }
    return ids;
  });
}

async function both(cluster: Cluster, what: 'kill' | 'up'): Promise<void> {
  await Promise.all([cluster[what]('compliance'), cluster[what]('auto-healing')]);
}

/** @param betweenCrashes - done while those who were killed first are away */
async function healedAndProved(cluster: Cluster, world: HealingWorld, betweenCrashes: () => void): Promise<string> {
  const { ann, bob } = world;
  const shop = await Shop.open(world.api);
  try {
    await ann.insist(201, 'POST', '/api/rules', {
      name: RULE,
      severity: 'HIGH',
      category: 'application',
      conditions: [{ type: 'threshold', metric_path: 'current_metrics.shop_errors', operator: '>', threshold: 9 }],
    });
    await ann.insist(201, 'POST', '/api/playbooks', {
      name: 'Restart the till',
      trigger: { matchers: [`alertname="${RULE}"`] },
      steps: [{ actions: [{ kind: 'webhook', url: shop.url, body: { do: 'restart' } }] }],
      verification: { expr: 'shop_errors{instance="{{ $labels.instance }}"} < 5', within_ms: 80_000 },
      cooldown_ms: 0,
    });
    // The effect alone does not end it: verification waits, and meets whoever goes on.
    shop.afterRestart = 50;
    shop.errors = 50;
    const run = await world.newRun([]);
    await cluster.kill('compliance');
    const approval = { plan_hash: run.plan_hash, reason: 'As last week.' };
    expect((await ann.ask('POST', `/api/healing-runs/${run.id}/approve`, approval)).status).toBe(403);
    await bob.insist(200, 'POST', `/api/healing-runs/${run.id}/approve`, approval);
    await world.runUntil(run.id, ({ events }) => events.some(({ type }) => type === 'effect_began'));
    betweenCrashes();
    await cluster.up('compliance');
    const isUnderWay = ({ events }: Run): boolean => events.some(({ type }) => type === 'verification_began');
    await world.runUntil(run.id, isUnderWay);
    await both(cluster, 'kill');
    shop.errors = 0;
    await both(cluster, 'up');
    await world.runUntil(run.id, ({ state }) => state === 'succeeded');
    expect(shop.asked.map(({ headers }) => headers['idempotency-key'])).toEqual([`${run.id}-0-0`]);
    await world.expectProved(run.id);
    return run.id;
  } finally {
    await shop.shut();
  }
}

const reason = whyNoKafka() ?? whyNoRedis();
if (reason !== null) test.todo(`${title}: left out, because ${reason}`);
else
  test(
    title,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'tocsin-record-'));
      const at = (name: string): string => join(folder, name);
      const [broker, elsewhere, redis] = await Promise.all([
        startGuardedKafkaBroker(services.map(principalOf)),
        startWitnessKafka(),
        startRedisServer(),
      ]);
      await grantAcls(broker, kafkaAcls());
      // Full until the first of the two crashes: what it is owed outlives whoever owed it.
      let isFull = true;
      const notes: string[] = [];
      const inbox = await startWebhookInbox(
        0,
        (body) => void (isFull ? undefined : notes.push(body)),
        () => (isFull ? 503 : 200),
      );
      const historyPort = String(await freePort());
      const started = Promise.withResolvers<Cluster>();
      const world = await HealingWorld.on(async (config) => {
        const cluster = await Cluster.start({ kafka: broker.address, guard: broker, redis: redis.url }, 1, {
          TOCSIN_CONFIG: config,
          TOCSIN_DEMO: 'false',
          HISTORY_PORT: historyPort,
          HISTORY_URLS: `http://127.0.0.1:${historyPort}`,
          TOCSIN_LEDGER_WITNESS: at('file.ndjson'),
          TOCSIN_LEDGER_WITNESS_URL: inbox.url,
          WITNESS_KAFKA_BROKERS: elsewhere.address,
          WITNESS_KAFKA_TOPIC: WITNESS_TOPIC,
        });
        started.resolve(cluster);
        await cluster.up('history');
        await both(cluster, 'up');
        return cluster;
      });
      const cluster = await started.promise;
      try {
        const runId = await healedAndProved(cluster, world, () => void (isFull = false));
        const ids = await auditIds(cluster);
        const lastNote = (): string =>
          notes.filter((note) => note.startsWith('tocsin/ledger/acme_main\n')).at(-1) ?? '';
        const { api } = world;
        await api.dataUntil<Entry[]>('/api/audit/entries?limit=500', ({ length }) => length >= new Set(ids).size);
        // At its end it signs for all that is there, and tells it.
        await cluster.processes.get('compliance-1')?.interrupt();
        const entries = await api.dataUntil<Entry[]>('/api/audit/entries?limit=500', () => true);
        expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, i) => i));
        const kept = entries.map(({ event }) => event.id);
        expect(new Set(kept).size).toBe(kept.length);
        expect(kept).toEqual(expect.arrayContaining(ids));
        const effects = entries.filter(
          ({ event }) => event.subject === `healing-run/${runId}` && event.details['event'] === 'effect_began',
        );
        expect(effects).toHaveLength(1);

        writeFileSync(at('admin.token'), api.token);
        for (const [what, file] of [
          ['key', 'key.pem'],
          ['export', 'ledger.ndjson'],
        ] as const) {
          const told = tocsinAudit(what, '--url', api.base, '--token-file', at('admin.token'));
          expect([what, told.err, told.status]).toEqual([what, '', 0]);
          writeFileSync(at(file), told.out);
        }
        writeFileSync(at('kafka.ndjson'), await elsewhere.text());
        writeFileSync(at('webhook.note'), lastNote());
        for (const witness of ['file.ndjson', 'kafka.ndjson', 'webhook.note']) {
          const verified = tocsinAudit('verify', at('ledger.ndjson'), '--key', at('key.pem'), '--witness', at(witness));
          expect([witness, verified.err, verified.status]).toEqual([witness, '', 0]);
          expect(verified.out).toMatch(new RegExp(`: ${entries.length} entries are proved by .* agree with [1-9]`));
        }
        // Each of them has the last one.
        const { data } = await api.tocsin.getLedgerCheckpoint();
        expect(data.witnesses.map(({ name, at: had }) => [name, had !== null])).toEqual([
          ['file', true],
          [`kafka/${WITNESS_TOPIC}`, true],
          [`webhook/${new URL(inbox.url).host}`, true],
        ]);
        expect(readFileSync(at('file.ndjson'), 'utf8')).toContain(JSON.stringify(data.checkpoint));
        expect(lastNote()).toBe(data.checkpoint);
      } finally {
        await world.close();
        await Promise.all([inbox.stop(), redis.stop(), elsewhere.stop(), broker.stop()]);
        rmSync(folder, { recursive: true, force: true });
      }
    },
    240_000,
  );
