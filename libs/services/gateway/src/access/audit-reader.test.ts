import { encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { audit, type AuditEvent } from '@tocsin/contracts/topics/audit';
import type { EventLog, LogRecord } from '@tocsin/ports/event-log';
import { AuditReader } from './audit-reader.js';

const event = (id: number, tenant_id: string, actor = 'ann'): AuditEvent => ({
  id: String(id),
  type: 'rule_created',
  tenant_id,
  actor,
  at: id,
  subject: 'rule/r',
  details: {},
});

/** A log with one partition, which begins at an offset: what stood before has been forgotten. */
function readerOf(events: readonly AuditEvent[], earliest: number): AuditReader {
  const topic = topicName(audit, 't');
  const records = events.map((one, i): LogRecord => {
    const value = encodeJson(audit, one);
    return { topic, partition: 0, offset: earliest + i, timestamp: 0, key: one.tenant_id, value, headers: {} };
  });
  const read: EventLog['read'] = async function* (_topic, ranges = []) {
    for (const { offset, to = Infinity } of ranges)
      yield { topic, partition: 0, records: records.filter((one) => one.offset >= offset && one.offset < to) } as never;
  };
  const offsets = async () => [{ partition: 0, earliest, latest: earliest + events.length }];
  return new AuditReader({ read, offsets }, 't');
}

async function allPages(reader: AuditReader, fits: (event: AuditEvent) => boolean, limit: number): Promise<string[]> {
  const found: string[] = [];
  let before: number | null = null;
  do {
    const page = await reader.read({ tenant: 'acme', limit, before, fits });
    expect(page.events.length).toBeLessThanOrEqual(limit);
    found.push(...page.events.map(({ id }) => id));
    before = page.before;
  } while (before !== null);
  return found;
}

test("pages give all of a tenant's events, the newest first, each once, and none of a neighbour's", async () => {
  const events = Array.from({ length: 1_301 }, (_, i) => event(i, i % 3 === 0 ? 'globex' : 'acme'));
  const own = events.filter(({ tenant_id }) => tenant_id === 'acme').map(({ id }) => id);
  for (const limit of [1_000, 499, 7]) {
    expect(await allPages(readerOf(events, 40), () => true, limit)).toEqual(own.toReversed());
  }
});

test('what is rare is found, however many pages without anything lie before it', async () => {
  const events = Array.from({ length: 45_000 }, (_, i) => event(i, 'acme', i === 3 ? 'bob' : 'ann'));
  const reader = readerOf(events, 0);
  const bobs = (one: AuditEvent): boolean => one.actor === 'bob';
  expect((await reader.read({ tenant: 'acme', limit: 10, before: null, fits: bobs })).events).toEqual([]);
  expect(await allPages(reader, bobs, 10)).toEqual(['3']);
});

test('where nothing was written there is one page, and it is empty', async () => {
  const page = await readerOf([], 7).read({ tenant: 'acme', limit: 10, before: null, fits: () => true });
  expect(page).toEqual({ events: [], before: null });
});
