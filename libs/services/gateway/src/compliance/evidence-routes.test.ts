import { scopesOf } from '@tocsin/domain/access/permission';
import { type EvidencePack, verifyEvidence } from '@tocsin/domain/compliance/evidence-pack';
import { libraryControls } from '@tocsin/domain/compliance/library/controls';
import { originOf, writeCheckpoint } from '@tocsin/domain/ledger/checkpoint';
import { FakeAuditLedger } from '@tocsin/ports/audit-ledger.fake';
import { nodeLedgerCrypto as crypto, testKey } from '@tocsin/testing/ledger/test-ledger';
import { ProblemError } from '../problem.js';
import { evidenceRoutes } from './evidence-routes.js';

const HOUR = 3_600_000;
const START = 1_763_900_000_000;
const key = testKey(1);

/** An approval each hour for ten days, some of them by the author, and a role that was given in between. */
async function open(events = 240, glassAt = -1) {
  const ledger = new FakeAuditLedger(crypto);
  for (let n = 0; n < events; n += 1) {
    const at = START + n * HOUR;
    const details = { author: n % 50 === 20 ? 'bob' : 'ann', note: n === 20 ? '<script>alert(1)</script>' : '' };
    const grant = { id: 'grant', type: 'access_granted', tenant_id: 'acme', actor: 'eve', at, subject: 'user/1' };
    if (n === 100)
      await ledger.append(
        'acme',
        [{ id: 'grant', event: { ...grant, details: { for: 'bob', role: 'approver' } } }],
        at,
      );
    const glass = { ...grant, id: 'glass', type: 'healing_run', subject: 'healing-run/1' };
    const broken = { ...glass, details: { event: 'approved', break_glass: true } };
    if (n === glassAt) await ledger.append('acme', [{ id: 'glass', event: broken }], at);
    const event = {
      id: `e${n}`,
      type: 'rule_approved',
      tenant_id: 'acme',
      actor: 'bob',
      at,
      subject: 'rule/r',
      details,
    };
    await ledger.append('acme', [{ id: event.id, event }], at);
  }
  const { size, root } = await ledger.head('acme');
  const note = writeCheckpoint(
    crypto,
    { origin: originOf('acme'), size, root, extensions: [] },
    key.publicKey,
    key.sign,
  );
  await ledger.seal('acme', { size, at: START + events * HOUR, note, publicKey: 'PEM' });
  const routes = evidenceRoutes(ledger, { now: () => START + events * HOUR });
  const principal = { subject: 'ann', tenant: 'acme', scopes: scopesOf('admin'), tier: 'standard' } as const;
  return async (operation: string, query: Record<string, string>, tenant = 'acme') => {
    const route = routes.find((one) => one.operation === operation);
    if (route === undefined) throw new Error(`there is no ${operation}`);
    return route.handle({ principal: { ...principal, tenant }, params: {}, query, headers: {}, body: undefined });
  };
}
const at = (hour: number): string => String(START + hour * HOUR);
const violationsOf = ({ controls }: EvidencePack): Record<string, number[]> =>
  Object.fromEntries(controls.flatMap(({ id, violations }) => (violations.length > 0 ? [[id, violations]] : [])));

test('a pack tells what was violated in the period, knows what came before it, and is proved by the key alone', async () => {
  const ask = await open();
  const pack = (await ask('getEvidencePack', { from: at(110), to: at(121) })).data as EvidencePack;
  expect([pack.entries, pack.events]).toEqual([11, { rule_approved: 11 }]);
  // The role was given at hour 100, before the period: for a day every approval is one that it was given for.
  expect(violationsOf(pack)).toEqual({
    'approver-is-not-author': [121],
    'approver-role-is-settled': [111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121],
  });
  expect(pack.proofs.map(({ sequence }) => sequence)).toEqual([111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121]);
  expect(verifyEvidence(crypto, pack, key.publicKey)).toEqual({
    kind: 'proved',
    origin: originOf('acme'),
    entries: 11,
  });
});

test('whatever is changed in a pack is found', async () => {
  const ask = await open();
  const pack = (await ask('getEvidencePack', { from: at(0) })).data as EvidencePack;
  const [first, ...others] = pack.proofs as [EvidencePack['proofs'][number], ...EvidencePack['proofs']];
  const kindOf = (changed: Partial<EvidencePack>, by = key.publicKey): string =>
    verifyEvidence(crypto, { ...pack, ...changed }, by).kind;
  expect(kindOf({})).toBe('proved');
  expect(kindOf({}, testKey(2).publicKey)).toBe('broken');
  expect(kindOf({ tenant_id: 'bolt' })).toBe('broken');
  expect(kindOf({ checkpoint: pack.checkpoint.replace('\n241\n', '\n240\n') })).toBe('broken');
  expect(kindOf({ proofs: [{ ...first, entry: first.entry.replace('bob', 'cid') }, ...others] })).toBe('broken');
  expect(kindOf({ proofs: [{ ...first, sequence: first.sequence + 1 }, ...others] })).toBe('broken');
  expect(kindOf({ proofs: [{ ...first, proof: first.proof.slice(1) }, ...others] })).toBe('broken');
  expect(kindOf({ proofs: pack.proofs.slice(0, 1) })).toBe('broken');
});

test('a glass that nobody has reviewed is told in the period in which that became so, and at its end', async () => {
  const reviewed = async (from: number, to: number): Promise<number[] | undefined> => {
    const ask = await open(60, 20);
    const pack = (await ask('getEvidencePack', { from: at(from), to: at(to) })).data as EvidencePack;
    expect(verifyEvidence(crypto, pack, key.publicKey).kind).toBe('proved');
    return violationsOf(pack)['glass-is-reviewed'];
  };
  expect(await reviewed(0, 44)).toBeUndefined();
  expect(await reviewed(0, 50)).toEqual([20]);
  expect(await reviewed(30, 50)).toEqual([20]);
  expect(await reviewed(50, 60)).toBeUndefined();
});

test('the page holds nothing that runs', async () => {
  const ask = await open();
  const { raw } = await ask('getEvidencePage', { from: at(0), to: at(30) });
  expect(raw?.type).toBe('text/html; charset=utf-8');
  expect(raw?.content).toContain(`1 of ${libraryControls.length} controls were violated`);
  expect(raw?.content).toContain('&lt;script&gt;');
  expect(raw?.content).not.toContain('<script');
});

test('a period that is none, a ledger that is not there, and a period of nothing', async () => {
  const ask = await open();
  const refusal = (asked: Promise<unknown>): Promise<unknown> =>
    asked.then(
      () => null,
      (error: unknown) => (error instanceof ProblemError ? error.status : error),
    );
  expect(await refusal(ask('getEvidencePack', { from: at(5), to: at(5) }))).toBe(422);
  expect(await refusal(ask('getEvidencePack', { from: at(5) }, 'bolt'))).toBe(404);
  const empty = (await ask('getEvidencePack', { from: '0', to: '1' })).data as EvidencePack;
  expect([empty.entries, empty.proofs, violationsOf(empty)]).toEqual([0, [], {}]);
});
