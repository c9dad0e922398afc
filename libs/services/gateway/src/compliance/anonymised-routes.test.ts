import { scopesOf } from '@tocsin/domain/access/permission';
import { FakeAccessStore } from '@tocsin/ports/access-store.fake';
import { FakeAuditLedger } from '@tocsin/ports/audit-ledger.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { nodeLedgerCrypto as crypto } from '@tocsin/runtime/ledger-crypto';
import { ProblemError } from '../problem.js';
import { AnonymisedAudit, type AnonymousRow } from './anonymised-audit.js';
import { anonymisedRoutes } from './anonymised-routes.js';

const HOUR = 3_600_000;
/** 2027-01-15T08:00:00Z. */
const START = 1_800_000_000_000;
const pseudonym = (n: number): string => `subj_${n.toString(16).padStart(32, '0')}`;
const [ANN, BOB, CID, EVE] = [1, 2, 3, 4].map(pseudonym) as [string, string, string, string];

let ledger: FakeAuditLedger;
let store: FakeAccessStore;
let clock: FakeClock;
let appended = 0;
beforeEach(() => {
  ledger = new FakeAuditLedger(crypto);
  store = new FakeAccessStore();
  clock = new FakeClock(START + 100 * HOUR);
});

async function did(actor: string, type: string, at: number, subject = 'rule/secret-id'): Promise<void> {
  const id = `e${(appended += 1)}`;
  const details = { name: 'Secret name', address: '192.0.2.7' };
  await ledger.append('acme', [{ id, event: { id, type, tenant_id: 'acme', actor, at, subject, details } }], at);
}
interface Answer {
  rows: AnonymousRow[];
  generalised: { name: string; level: number }[];
  suppressed: { events: number };
  of_services: number;
  nothing_left: string | null;
}
async function ask(query: Record<string, string>): Promise<Answer> {
  let event = 0;
  const ids = { next: () => `read${(event += 1)}` };
  const [route] = anonymisedRoutes(new AnonymisedAudit({ ledger, store, clock, ids, entriesMax: 100 }), clock);
  const principal = { subject: ANN, tenant: 'acme', scopes: scopesOf('admin'), tier: 'standard' } as const;
  const answer = await route?.handle({ principal, params: {}, query, headers: {}, body: undefined });
  return answer?.data as Answer;
}
const addUser = (name: string, role: 'admin' | 'editor'): Promise<void> =>
  store.inTenant('acme', (tx) =>
    tx.saveUser({
      id: name,
      tenant_id: 'acme',
      name,
      role,
      disabled: false,
      password_hash: '',
      created_at: 0,
      role_since: 0,
    }),
  );

test('what several did is told of each as it is, by another hash each time, and nothing else of it', async () => {
  for (const name of [ANN, BOB, CID]) {
    await addUser(name, 'editor');
    await did(name, 'rule_created', START);
    await did(name, 'rule_created', START + 1);
    await did(name, 'rule_modified', START + 5 * HOUR);
  }
  await did('evaluation', 'limit_reached', START + 6 * HOUR);
  const { rows, generalised, suppressed, of_services, nothing_left } = await ask({ from: String(START), k: '3' });
  expect(generalised.map(({ level }) => level)).toEqual([0, 0, 0, 0]);
  expect([suppressed.events, of_services, nothing_left]).toEqual([0, 1, null]);
  const told = rows.map(({ person: _person, ...row }) => JSON.stringify(row)).toSorted();
  const first = { when: '2027-01-15T08', action: 'rule_created', on: 'rule', role: 'editor', events: 2 };
  const second = { when: '2027-01-15T13', action: 'rule_modified', on: 'rule', role: 'editor', events: 1 };
  expect(told).toEqual([first, first, first, second, second, second].map((row) => JSON.stringify(row)).toSorted());
  // Nobody has one hash in two combinations, or in two answers.
  const again = await ask({ from: String(START), k: '3' });
  expect(new Set([...rows, ...again.rows].map(({ person }) => person)).size).toBe(12);
  expect(JSON.stringify(again)).not.toMatch(/subj_|ecret|192\.0/);
  expect(store.outbox.map(({ value }) => value)).toMatchObject([
    { type: 'subject_read', actor: ANN, subject: 'audit/anonymised', details: { from: START, k: 3 } },
    { type: 'subject_read' },
  ]);
});

test('whoever stands out is told more coarsely, or not at all', async () => {
  for (let i = 0; i < 30; i += 1) await did([ANN, BOB, CID][i % 3] ?? '', 'rule_modified', START + i * HOUR);
  await addUser(EVE, 'admin');
  await did(EVE, 'subject_erased', START + 40 * HOUR, `subject/${BOB}`);
  const { rows, suppressed } = await ask({ from: String(START), k: '3' });
  expect(suppressed.events).toBe(1);
  expect(rows.some(({ role, action }) => role === 'admin' || action.startsWith('subject'))).toBe(false);
  expect(rows.reduce((sum, { events }) => sum + events, 0)).toBe(30);
});

test('of fewer persons than asked for nothing is left, which is said', async () => {
  for (const name of [ANN, BOB]) await did(name, 'rule_created', START);
  expect(await ask({ from: String(START) })).toMatchObject({
    rows: [],
    suppressed: { events: 2 },
    nothing_left: 'fewer than 5 persons did anything within the period',
  });
  expect(await ask({ from: String(START + 1), k: '2' })).toMatchObject({ rows: [], suppressed: { events: 0 } });
  expect((await ask({ from: '0', to: String(START + 1), k: '2' })).rows).toHaveLength(2);
});

test.each([{ k: '1' }, { k: '0' }, { k: '2.5' }, { k: 'five' }, { to: '0' }, { name: 'ann' }])(
  '%j is refused',
  async (query) => {
    await expect(ask({ from: '0', ...query })).rejects.toThrow(ProblemError);
    expect(store.outbox).toEqual([]);
  },
);

test('a period that holds too much is refused', async () => {
  for (let i = 0; i < 101; i += 1) await did(ANN, 'rule_created', START);
  await expect(ask({ from: '0' })).rejects.toMatchObject({ status: 409 });
});
