import { decodeJson } from '@tocsin/contracts/define-topic';
import { type GroupHealth, ruleHealth } from '@tocsin/contracts/topics/rule-health';
import type { GroupReport } from '@tocsin/domain/groups/group-finisher';
import type { RuleReport } from '@tocsin/domain/groups/group-evaluator';
import { GroupHealthTeller } from './group-health.js';
import type { Consequence } from './partition-work.js';
import { tookHeaders, tookOf } from './took-header.js';

const SECOND = 1_000;

const reportAt = (tick: number, tookMs: number, error: string | null = null): GroupReport => ({
  tenant: 'acme_main',
  group: 'hosts',
  version: 1,
  tick,
  of: 8,
  rules: [{ rule: { name: 'Hot' }, error, limit: null, changes: [], written: [], tookMs } as unknown as RuleReport],
  tookMs: tookMs + 1,
  missed: 0,
  isFirstWhole: false,
});

function healthOf([told]: readonly Consequence[]): GroupHealth | null {
  if (told === undefined) return null;
  const decoded = decodeJson(ruleHealth, told.record.value as Uint8Array);
  if (decoded.kind === 'unreadable') throw new Error(decoded.reason);
  return decoded.value;
}

test('how long evaluations take is told every 15 seconds, and how they go at once', () => {
  const teller = new GroupHealthTeller();
  const hear = (at: number, tookMs: number, error?: string) =>
    healthOf(teller.heard(reportAt(at * SECOND, tookMs, error), 0));
  expect(hear(0, 2.00049)).toMatchObject({
    at: 0,
    duration_ms: 3,
    rules: [{ name: 'Hot', health: 'ok', duration_ms: 2 }],
  });
  expect(hear(14, 5)).toBeNull();
  expect(hear(15, 7)).toMatchObject({ at: 15 * SECOND, duration_ms: 8, rules: [{ duration_ms: 7 }] });
  expect(hear(16, 9, 'many-to-many')).toMatchObject({ rules: [{ health: 'err', duration_ms: 9 }] });
  expect(hear(30, 9, 'many-to-many')).toBeNull();
});

test('a record of a version that measured nothing is read', () => {
  const rules = [{ name: 'Hot', health: 'ok', last_error: '', limit: null }];
  const value = new TextEncoder().encode(
    JSON.stringify({ tenant_id: 'acme_main', group: 'hosts', version: 1, at: 0, rules }),
  );
  expect(decodeJson(ruleHealth, value)).toMatchObject({ kind: 'value' });
});

test('what a partition measured goes through a header, and what is none is nothing', () => {
  const headers = tookHeaders([0.12345, 10])?.headers ?? {};
  expect(tookOf({ headers })).toEqual([0.123, 10]);
  expect(tookHeaders([])).toBeNull();
  for (const wrong of [{}, { 'took-ms': '' }, { 'took-ms': '1 x' }, { 'took-ms': '-1' }])
    expect(tookOf({ headers: wrong })).toEqual([]);
});
