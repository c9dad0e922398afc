import { FakeAccessStore } from '@tocsin/ports/access-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { Principal } from '../auth-manager.js';
import { subjectsIn } from './subjects.fake.js';
import type { Subjects } from './subjects.js';

let clock: FakeClock;
let store: FakeAccessStore;
let subjects: Subjects;
beforeEach(() => {
  clock = new FakeClock(1_763_900_000_000);
  store = new FakeAccessStore();
  subjects = subjectsIn(clock, store);
});

test('a name has one pseudonym in each tenant, which says nothing of it, and another tenant cannot read it', async () => {
  const ids = await Promise.all([1, 2, 3].map(() => subjects.idOf('acme', 'ann@acme.com')));
  expect(new Set(ids).size).toBe(1);
  const [id = ''] = ids;
  const elsewhere = await subjects.idOf('globex', 'ann@acme.com');
  expect(elsewhere).not.toBe(id);
  expect([await subjects.nameOf('acme', id), await subjects.nameOf('globex', id)]).toEqual(['ann@acme.com', null]);
  const [row] = await store.inTenant('acme', (tx) => tx.subjects([id]));
  for (const text of [JSON.stringify(row), Buffer.from(row?.sealed_name ?? '', 'base64url').toString('latin1')])
    expect(text).not.toContain('ann');
  expect(await subjects.asWritten('acme', 'ann@acme.com')).toBe(id);
});

test('who only asks makes nobody known', async () => {
  expect([await subjects.find('acme', 'ann'), await subjects.asWritten('acme', 'evaluation')]).toEqual([
    null,
    'evaluation',
  ]);
  expect(await store.tenantsWithKeys()).toEqual([]);
  await subjects.idOf('acme', 'bob');
  expect(await subjects.find('acme', 'ann')).toBeNull();
});

test('names are put into JSON as JSON, and whoever is unknown stays a pseudonym', async () => {
  const name = 'Ann "the \\ fox" $&';
  const id = await subjects.idOf('acme', name);
  const nobody = `subj_${'0'.repeat(32)}`;
  const json = JSON.stringify({ by: id, text: `by ${id}, not ${nobody}` });
  expect(JSON.parse(await subjects.named('acme', json))).toEqual({ by: name, text: `by ${name}, not ${nobody}` });
  expect(await subjects.named('globex', json)).toBe(json);
});

test("a row that was moved to another subject, or another tenant's, gives no name", async () => {
  const [ann, bob] = [await subjects.idOf('acme', 'ann'), await subjects.idOf('acme', 'bob')];
  await store.inTenant('acme', async (tx) => {
    const [row] = await tx.subjects([ann]);
    if (row !== undefined) await tx.saveSubject({ ...row, id: bob, name_hash: 'another' });
  });
  subjects.forgetTenant('acme');
  expect(await subjects.nameOf('acme', bob)).toBeNull();
});

test('a corrected name stands for the same pseudonym, and is taken from nobody', async () => {
  const [ann] = [await subjects.idOf('acme', 'ann'), await subjects.idOf('acme', 'bob')];
  expect(await subjects.rename('acme', ann, 'bob')).toBe('name_taken');
  expect(await subjects.rename('acme', ann, 'anna')).toBe('renamed');
  expect([await subjects.nameOf('acme', ann), await subjects.idOf('acme', 'anna')]).toEqual(['anna', ann]);
  expect(await subjects.find('acme', 'ann')).toBeNull();
  expect(await subjects.rename('acme', `subj_${'0'.repeat(32)}`, 'x')).toBe('not_found');
});

test('another process shows a corrected name within a minute', async () => {
  const id = await subjects.idOf('acme', 'ann');
  expect(await subjects.nameOf('acme', id)).toBe('ann');
  // As another process would, beside what this one remembers.
  await store.inTenant('acme', (tx) => tx.deleteSubject(id));
  expect(await subjects.nameOf('acme', id)).toBe('ann');
  await clock.advance(60_000);
  expect(await subjects.nameOf('acme', id)).toBeNull();
});

test('what was read before somebody was forgotten is not remembered after it', async () => {
  const id = await subjects.idOf('acme', 'ann');
  subjects.forgetTenant('acme');
  const reading = subjects.nameOf('acme', id);
  subjects.forgetTenant('acme');
  await reading;
  await store.inTenant('acme', (tx) => tx.deleteSubject(id));
  expect(await subjects.nameOf('acme', id)).toBeNull();
});

test('whoever acts in another tenant is known there by a pseudonym of that tenant', async () => {
  const subject = await subjects.idOf('acme', 'admin');
  const operator: Principal = { subject, tenant: 'acme', scopes: ['admin:all'], tier: 'standard' };
  expect(await subjects.idIn('acme', operator)).toBe(subject);
  const there = await subjects.idIn('globex', operator);
  expect([there === subject, await subjects.nameOf('globex', there)]).toEqual([false, 'admin']);
  const program = { ...operator, subject: 'service-account/deployer' };
  expect(await subjects.idIn('globex', program)).toBe('service-account/deployer');
});

test('names that were written down before there were pseudonyms are exchanged, and their owners come in as before', async () => {
  const about = { tenant_id: 'acme', created_at: 1, role: 'viewer' as const };
  const user = { ...about, role_since: 1, disabled: false, password_hash: 'h' };
  const token = { ...about, scopes: [], operator: false, expires_at: 2, revoked_at: null };
  await store.inTenant('acme', async (tx) => {
    await tx.saveUser({ ...user, id: 'u1', name: 'ann' });
    await tx.saveToken({ ...token, id: 't1', subject: 'bob', issued_by: 'ann' });
    await tx.saveToken({ ...token, id: 't2', subject: 'ann', issued_by: 'tocsin' });
  });
  const ann = await subjects.find('acme', 'ann');
  const bob = await subjects.find('acme', 'bob');
  await store.inTenant('acme', async (tx) => {
    expect((await tx.userOfName(ann?.id ?? ''))?.id).toBe('u1');
    expect((await tx.tokens(0)).map(({ subject, issued_by }) => [subject, issued_by])).toEqual([
      [bob?.id, ann?.id],
      [ann?.id, 'tocsin'],
    ]);
  });
  expect(JSON.stringify(await store.inTenant('acme', (tx) => tx.users()))).not.toContain('ann');
});
