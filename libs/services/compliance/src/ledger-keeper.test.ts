import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { audit, type AuditEvent } from '@tocsin/contracts/topics/audit';
import { checkpointLine, headerLine } from '@tocsin/domain/ledger/ledger-file';
import { readCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { FakeAuditLedger } from '@tocsin/ports/audit-ledger.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { ConsumeOptions, EventLog } from '@tocsin/ports/event-log';
import { nodeLedgerCrypto as crypto, testKey, verdictOf } from '@tocsin/testing/ledger/test-ledger';
import { LedgerKeeper } from './ledger-keeper.js';

const TOPIC = topicName(audit, 't');
const key = testKey(1);
const event = (n: number, tenant_id = 'acme', actor = 'ann'): AuditEvent => ({
  id: `e${n}`,
  type: 'rule_created',
  tenant_id,
  actor,
  at: n,
  subject: 'rule/r',
  details: {},
});

async function open() {
  const clock = new FakeClock(1_763_900_000_000);
  const ledger = new FakeAuditLedger(crypto);
  const told: string[] = [];
  let witnessesEnded = 0;
  const errors: string[] = [];
  const judged: string[] = [];
  const world = { isLedgerAway: false };
  let consumed: ConsumeOptions | null = null;
  const consume: EventLog['consume'] = async (options) => {
    consumed = options;
    return {
      assigned: () => [],
      pause: () => undefined,
      resume: () => undefined,
      seek: () => undefined,
      commit: async () => undefined,
      stop: async () => undefined,
    };
  };
  const keeper = new LedgerKeeper({
    log: { consume },
    topicPrefix: 't',
    clock,
    ledger: new Proxy(ledger, {
      get: (target, member: keyof FakeAuditLedger) =>
        member === 'seal' && world.isLedgerAway
          ? () => Promise.reject(new Error('the database is away'))
          : target[member].bind(target),
    }),
    crypto,
    key: { ...key, anchorPem: 'PEM', introductions: [] },
    witnesses: {
      wake: async () => {
        for (const { tenantId, checkpoint } of await ledger.owedTo('test', '', 100)) {
          told.push(checkpoint.note);
          const receipt = { witness: 'test', place: 'test', size: checkpoint.size, at: 1 };
          await ledger.keepReceipt(tenantId, { ...receipt, cosignatures: [], isVerified: false });
        }
      },
      stop: async () => void (witnessesEnded += 1),
    },
    monitor: {
      judge: async (_tenant, events) => void judged.push(...events.map(({ id }) => id)),
      forget: () => void judged.push('forgotten'),
    },
    onError: (error, what) => void errors.push(`${what}: ${(error as Error).message}`),
  });
  await keeper.start();
  let offset = 0;
  const feed = async (values: readonly Uint8Array[]): Promise<void> => {
    const records = values.map((value) => ({
      topic: TOPIC,
      partition: 0,
      offset: (offset += 1),
      timestamp: 0,
      key: null,
      value,
      headers: {},
    }));
    await consumed?.onBatch({ topic: TOPIC, partition: 0, records, highWatermark: 0 }, new AbortController().signal);
  };
  const sizesTold = () => told.map((note) => Number(note.split('\n')[1]));
  return {
    ...{ clock, ledger, keeper, world, told, errors, judged, feed, sizesTold },
    consumed: () => consumed,
    witnessesEnded: () => witnessesEnded,
  };
}

const encoded = (...events: readonly AuditEvent[]): Uint8Array[] => events.map((one) => encodeJson(audit, one));

test('what the audit says stands in the ledger of its tenant, once, and is signed for: at once, and each minute', async () => {
  const { clock, ledger, feed, told, judged, consumed } = await open();
  expect(consumed()).toMatchObject({ group: 'compliance', topics: [TOPIC], from: 'earliest', commit: 'after-batch' });
  await feed(encoded(event(1), event(2, 'bolt')));
  // Read again after a restart: only what is new is appended.
  await feed(encoded(event(1), event(2, 'bolt'), event(3)));
  expect([await ledger.size('acme'), await ledger.size('bolt')]).toEqual([2, 1]);
  await consumed()?.onRevoked?.([]);
  expect(judged).toEqual(['e1', 'e2', 'e1', 'e3', 'e2', 'forgotten']);
  expect(told).toHaveLength(2);
  await clock.advance(60_000);
  const [first, acme] = await ledger.checkpointsAfter('acme', 0, 10);
  expect(first).toMatchObject({ size: 1, at: 1_763_900_000_000 });
  expect(acme).toMatchObject({ size: 2, at: 1_763_900_060_000, publicKey: 'PEM' });
  expect(told.slice(2)).toEqual([acme?.note]);
  const lines = [
    headerLine('tocsin/ledger/acme'),
    ...(await ledger.lines('acme', 0, 10)),
    checkpointLine(acme?.note ?? ''),
  ];
  expect(verdictOf(Buffer.from(`${lines.join('\n')}\n`), key, told)).toMatchObject({ kind: 'proved', witnessed: 2 });
  // Nothing has happened since, so nothing is signed.
  await clock.advance(120_000);
  expect(told).toHaveLength(3);
});

test('after a thousand entries nobody waits for the minute', async () => {
  const { feed, sizesTold } = await open();
  const events = Array.from({ length: 1_700 }, (_, n) => event(n));
  await feed(encoded(...events.slice(0, 1)));
  await feed(encoded(...events.slice(1, 1_000)));
  expect(sizesTold()).toEqual([1]);
  await feed(encoded(...events.slice(1_000, 1_500)));
  expect(sizesTold()).toEqual([1, 1_500]);
  await feed(encoded(...events.slice(1_500)));
  expect(sizesTold()).toEqual([1, 1_500]);
});

test('the ledger waits for no witness', async () => {
  const clock = new FakeClock(1_763_900_000_000);
  const ledger = new FakeAuditLedger(crypto);
  const never = new Promise<void>(() => undefined);
  let take: ConsumeOptions['onBatch'] = () => never;
  const consumption = { assigned: () => [], pause: () => undefined, resume: () => undefined, seek: () => undefined };
  const keeper = new LedgerKeeper({
    log: {
      consume: async ({ onBatch }) => {
        take = onBatch;
        return { ...consumption, commit: async () => undefined, stop: async () => undefined };
      },
    },
    topicPrefix: 't',
    clock,
    ledger,
    crypto,
    key: { ...key, anchorPem: 'PEM', introductions: [] },
    witnesses: { wake: () => never, stop: async () => undefined },
    monitor: { judge: async () => undefined, forget: () => undefined },
    onError: () => undefined,
  });
  await keeper.start();
  const value = encodeJson(audit, event(1));
  const record = { topic: TOPIC, partition: 0, offset: 1, timestamp: 0, key: null, value, headers: {} };
  const batch = { topic: TOPIC, partition: 0, records: [record], highWatermark: 0 };
  await take(batch, new AbortController().signal);
  expect((await ledger.lastCheckpoint('acme'))?.size).toBe(1);
  await keeper.stop();
});

test('a checkpoint that could not be kept is signed again, and what is left at the end is signed for', async () => {
  const { clock, ledger, keeper, feed, world, errors, told, witnessesEnded } = await open();
  await feed(encoded(event(0)));
  world.isLedgerAway = true;
  await feed(encoded(event(1)));
  await clock.advance(60_000);
  expect(errors).toEqual(['a checkpoint of the ledger could not be kept: the database is away']);
  world.isLedgerAway = false;
  await keeper.stop();
  const last = await ledger.lastCheckpoint('acme');
  expect(readCheckpoint(crypto, last?.note ?? '', key.publicKey)).toMatchObject({ checkpoint: { size: 2 } });
  expect(told.slice(1)).toEqual([last?.note]);
  expect(witnessesEnded()).toBe(1);
});

test('what is no event is told of and left out; what is no Unicode text is made one', async () => {
  const { ledger, feed, errors } = await open();
  const half = encodeJson(audit, event(1, 'acme', 'ann \ud83d'));
  const asEscape = Buffer.from(Buffer.from(half).toString().replace('\ufffd', '\\ud83d'));
  await feed([Buffer.from('{'), asEscape, ...encoded({ ...event(2), id: 'a\u0000' }, event(3))]);
  expect(errors.map((text) => text.slice(0, 60))).toEqual([
    'a record of the audit is none, and is in no ledger: 0/1: not',
    'a record of the audit is none, and is in no ledger: 0/3: its',
  ]);
  const lines = await ledger.lines('acme', 0, 10);
  expect(lines.map((line) => JSON.parse(line).event.actor)).toEqual(['ann \ufffd', 'ann']);
});
