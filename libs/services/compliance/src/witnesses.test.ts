import { setImmediate } from 'node:timers/promises';
import { originOf, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { parseWitnessKey } from '@tocsin/domain/ledger/cosignature';
import { FakeAuditLedger } from '@tocsin/ports/audit-ledger.fake';
import { FakeCheckpointWitness } from '@tocsin/ports/checkpoint-witness.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import {
  nodeLedgerCrypto as crypto,
  testCosignature,
  testKey,
  testWitnessKey,
} from '@tocsin/testing/ledger/test-ledger';
import { Registry } from 'prom-client';
import { Witnesses } from './witnesses.js';

const START = 1_763_900_000_000;
const key = testKey(1);

class World {
  readonly clock = new FakeClock(START);
  readonly ledger = new FakeAuditLedger(crypto);
  readonly registry = new Registry();
  readonly reports: string[] = [];
  readonly errors: string[] = [];

  open(...witnesses: readonly (FakeCheckpointWitness | [FakeCheckpointWitness, string])[]): Witnesses {
    return new Witnesses({
      witnesses: witnesses.map((one) =>
        Array.isArray(one) ? { witness: one[0], key: parseWitnessKey(crypto, one[1]) } : { witness: one, key: null },
      ),
      ledger: this.ledger,
      crypto,
      clock: this.clock,
      registry: this.registry,
      report: (witness, event) =>
        void this.reports.push(`${witness} ${event.kind}${event.kind === 'failing' ? `: ${event.reason}` : ''}`),
      onError: (error, what) => void this.errors.push(`${what}: ${(error as Error).message}`),
    });
  }

  /** A checkpoint of one entry more. @returns its note */
  async seal(tenantId = 'acme'): Promise<string> {
    const { size } = await this.ledger.append(tenantId, [{ id: `${await this.ledger.size(tenantId)}`, event: {} }], 1);
    const checkpoint = { origin: originOf(tenantId), ...(await this.ledger.head(tenantId)), extensions: [] };
    const note = writeCheckpoint(crypto, checkpoint, key.publicKey, key.sign);
    await this.ledger.seal(tenantId, { size, at: this.clock.now(), note, publicKey: 'PEM' });
    return note;
  }

  async metric(name: string): Promise<string[]> {
    const text = await this.registry.getSingleMetricAsString(name);
    return text.split('\n').filter((line) => line.startsWith(name));
  }
}

/** Lets what needs no time come to rest. */
async function settled(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await setImmediate();
}
const sizes = ({ kept }: FakeCheckpointWitness): string[] => kept.map(({ tenantId, size }) => `${tenantId} ${size}`);
const behind = 'tocsin_ledger_witness_behind_seconds';

test('each witness has the last checkpoint of each ledger, once', async () => {
  const world = new World();
  const [a, b] = [new FakeCheckpointWitness('a', 'a'), new FakeCheckpointWitness('b', 'b')];
  const witnesses = world.open(a, b);
  await world.seal();
  const note = await world.seal();
  await world.seal('bolt');
  await Promise.all([witnesses.wake(), witnesses.wake()]);
  await witnesses.wake();
  expect([sizes(a), sizes(b)]).toEqual([
    ['acme 2', 'bolt 1'],
    ['acme 2', 'bolt 1'],
  ]);
  expect(a.kept[0]?.note).toBe(note);
  // After a restart nothing is told again; a new place knows nothing.
  const elsewhere = new FakeCheckpointWitness('b', 'b2');
  world.registry.clear();
  await world.open(a, elsewhere).wake();
  expect([sizes(a).length, sizes(elsewhere)]).toEqual([2, ['acme 2', 'bolt 1']]);
  expect([world.reports, world.errors]).toEqual([[], []]);
});

test('one that hangs keeps nobody waiting, is asked nothing more, and has all in the end', async () => {
  const world = new World();
  const [slow, quick] = [new FakeCheckpointWitness('slow', 's'), new FakeCheckpointWitness('quick', 'q')];
  slow.mood = { kind: 'hangs' };
  const witnesses = world.open(slow, quick);
  await world.seal();
  void witnesses.wake();
  await settled();
  expect([sizes(slow), sizes(quick)]).toEqual([[], ['acme 1']]);
  await world.clock.advance(5_000);
  await settled();
  expect(world.reports).toEqual(['slow failing: acme, 1 entries: has not answered within 5000 ms']);
  await world.seal();
  for (let i = 0; i < 10; i += 1) {
    void witnesses.wake();
    await world.clock.advance(60_000);
    await settled();
  }
  expect([slow.asked, sizes(quick)]).toEqual([1, ['acme 1', 'acme 2']]);
  expect(world.reports.at(-1)).toBe('slow failing: still has not answered what it was told before');
  expect(await world.metric(behind)).toEqual([`${behind}{witness="slow"} 605`, `${behind}{witness="quick"} 0`]);
  slow.mood = { kind: 'answers', text: '' };
  slow.wake();
  await settled();
  await world.clock.advance(60_000);
  await settled();
  // What it was told first it has kept by now; who tells knows nothing of that.
  expect(sizes(slow)).toEqual(['acme 1', 'acme 2']);
  expect(world.reports.at(-1)).toBe('slow recovered');
  expect(await world.metric(behind)).toEqual([`${behind}{witness="slow"} 0`, `${behind}{witness="quick"} 0`]);
});

test('one that refuses is left alone for longer each time, and told the last checkpoint alone', async () => {
  const world = new World();
  const witness = new FakeCheckpointWitness('w', 'w');
  witness.mood = { kind: 'refuses', reason: 'the disk is full' };
  const witnesses = world.open(witness);
  const triedAt: number[] = [];
  await world.seal();
  for (let second = 0; second < 200; second += 1) {
    const before = witness.asked;
    void witnesses.wake();
    await settled();
    if (witness.asked > before) triedAt.push(second);
    await world.clock.advance(1_000);
  }
  expect(triedAt).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183]);
  expect(world.reports[0]).toBe('w failing: acme, 1 entries: the disk is full');
  await world.seal();
  witness.mood = { kind: 'answers', text: '' };
  await world.clock.advance(60_000);
  await settled();
  expect(sizes(witness)).toEqual(['acme 2']);
  expect(world.reports.at(-1)).toBe('w recovered');
});

test('a ledger at which a witness hangs or refuses does not keep it from the others', async () => {
  const world = new World();
  const witness = new FakeCheckpointWitness('w', 'w');
  const takes = witness.tell.bind(witness);
  let giveUp = (): void => undefined;
  witness.tell = (told) => {
    if (told.tenantId === 'bolt') return Promise.reject(new Error('not this one'));
    if (told.tenantId !== 'acme') return takes(told);
    return new Promise((_, reject) => (giveUp = () => reject(new Error('too late'))));
  };
  const witnesses = world.open(witness);
  for (const tenant of ['acme', 'bolt', 'core']) await world.seal(tenant);
  void witnesses.wake();
  await settled();
  await world.clock.advance(5_000);
  await settled();
  expect([sizes(witness), world.reports]).toEqual([
    [],
    ['w failing: acme, 1 entries: has not answered within 5000 ms'],
  ]);
  giveUp();
  await settled();
  await world.clock.advance(1_000);
  await settled();
  expect(sizes(witness)).toEqual(['core 1']);
});

test.each([
  ['with the signature that was asked for', true, 7, true, 'cosigned'],
  ['with a signature that nobody can check', false, 7, false, 'unverified'],
])('an answer %s is kept with the checkpoint', async (_, isNamed, signer, isVerified, outcome) => {
  const world = new World();
  const witness = new FakeCheckpointWitness('w', 'w');
  const note = await world.seal();
  const line = testCosignature(note, testKey(signer));
  witness.mood = { kind: 'answers', text: `${line}and more\n` };
  await world.open(isNamed ? [witness, testWitnessKey(testKey(7))] : witness).wake();
  expect(await world.ledger.receipts('acme', 1)).toEqual([
    { witness: 'w', place: 'w', size: 1, at: START, cosignatures: [line.trimEnd()], isVerified },
  ]);
  const total = 'tocsin_ledger_witness_checkpoints_total';
  expect(await world.metric(total)).toEqual([`${total}{witness="w",outcome="${outcome}"} 1`]);
});

test.each([
  ['another key', (note: string) => testCosignature(note, testKey(8)), /holds no signature by w, the key/],
  ['nothing', () => 'thank you', /holds no signature by w, the key/],
  ['another checkpoint', (note: string) => testCosignature(`x${note}`, testKey(7)), /holds a wrong signature by w/],
])('where a key was named, an answer with %s is none', async (_, answer, reason) => {
  const world = new World();
  const witness = new FakeCheckpointWitness('w', 'w');
  witness.mood = { kind: 'answers', text: answer(await world.seal()) };
  await world.open([witness, testWitnessKey(testKey(7))]).wake();
  expect(world.reports).toEqual([expect.stringMatching(reason)]);
  expect(await world.ledger.receipts('acme', 1)).toEqual([]);
});

test('what is owed is told once more at the end, and the end waits for nobody', async () => {
  const world = new World();
  const [away, hangs] = [new FakeCheckpointWitness('away', 'a'), new FakeCheckpointWitness('hangs', 'h')];
  away.mood = { kind: 'refuses', reason: 'away' };
  hangs.mood = { kind: 'hangs' };
  const witnesses = world.open(away, hangs);
  await world.seal();
  void witnesses.wake();
  await settled();
  away.mood = { kind: 'answers', text: '' };
  const stopped = witnesses.stop();
  await settled();
  await world.clock.advance(5_000);
  await stopped;
  expect([sizes(away), sizes(hangs)]).toEqual([['acme 1'], []]);
  expect([away.isClosed, hangs.isClosed]).toEqual([true, false]);
});

test('a database that is away is told of, and asked again', async () => {
  const world = new World();
  const witness = new FakeCheckpointWitness('w', 'w');
  await world.seal();
  const owedTo = world.ledger.owedTo.bind(world.ledger);
  world.ledger.owedTo = () => Promise.reject(new Error('the database is away'));
  await world.open(witness).wake();
  expect(world.errors).toEqual(['what the witness w is owed could not be looked up or kept: the database is away']);
  world.ledger.owedTo = owedTo;
  await world.clock.advance(1_000);
  await settled();
  expect(sizes(witness)).toEqual(['acme 1']);
});
