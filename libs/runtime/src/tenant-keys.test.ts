import { newDataKey } from './envelope.js';
import { KeyRing, localKey } from './key-encryption.js';
import { generationIn, type KeptTenantKeys, TenantKeys, type TenantKeyStore } from './tenant-keys.js';

const [old, next] = [newDataKey(), newDataKey()];

function storeOf(kept: Map<string, KeptTenantKeys>): TenantKeyStore {
  return {
    tenantKeys: async (tenant) => kept.get(tenant) ?? null,
    keepTenantKey: async (tenant, current) => {
      const keys = kept.get(tenant) ?? { generation: 1, current, old: null, receivers: null };
      kept.set(tenant, keys);
      return keys;
    },
    replaceTenantKeys: async (tenant, from, to) => {
      if (JSON.stringify(kept.get(tenant)) !== JSON.stringify(from)) return false;
      kept.set(tenant, to);
      return true;
    },
    tenantsWithKeys: async () => [...kept.keys()],
    tenantsRenewingKeys: async () => [...kept].filter(([, { old: before }]) => before !== null).map(([name]) => name),
  };
}

let kept: Map<string, KeptTenantKeys>;
const process = (...keys: Buffer[]): TenantKeys => new TenantKeys(storeOf(kept), new KeyRing(keys.map(localKey)));
/** What opens names, of the current data key. */
const namesKey = async (keys: TenantKeys, tenant = 'acme'): Promise<Buffer> =>
  (await keys.ofNames(tenant)).current.keyFor('subjects');
beforeEach(() => {
  kept = new Map();
});

test('a tenant has one key for each end, the same in every process, and another tenant has others', async () => {
  const [one, other] = [process(old), process(old)];
  const keys = await Promise.all([namesKey(one), namesKey(other)]);
  expect(keys[0]).toEqual(keys[1]);
  const { current } = await one.ofNames('acme');
  const others = [current.keyFor('names-found'), await one.ofReceivers('acme'), await namesKey(one, 'globex')];
  for (const key of others) expect(key).not.toEqual(keys[0]);
  expect(Buffer.from(JSON.stringify([...kept])).includes(keys[0]?.toString('base64url') ?? '')).toBe(false);
});

test('who only asks about a tenant makes no key', async () => {
  expect(await process(old).ofKnownNames('acme')).toBeNull();
  expect(kept.size).toBe(0);
  const made = await namesKey(process(old));
  expect((await process(old).ofKnownNames('acme'))?.current.keyFor('subjects')).toEqual(made);
});

test('the key-encryption key is changed while processes with both orders of keys work, and none of them fails', async () => {
  const before = await namesKey(process(old));
  // First everybody learns the next key, then it wraps, and in the end the old one is taken away.
  const learnt = process(old, next);
  const turned = process(next, old);
  const made = await namesKey(turned, 'new');
  expect(await namesKey(learnt, 'new')).toEqual(made);
  expect(await turned.rotate()).toEqual({ tenants: 2, rewrapped: 1 });
  expect(await turned.rotate()).toEqual({ tenants: 2, rewrapped: 0 });
  for (const keys of [learnt, turned, process(old, next), process(next)]) {
    expect(await namesKey(keys)).toEqual(before);
    expect(await namesKey(keys, 'new')).toEqual(made);
  }
  await expect(process(old).ofNames('acme')).rejects.toThrow(/ENCRYPTION_KEY/);
});

test('two that rotate at once leave one key, which both can open', async () => {
  const before = await namesKey(process(old));
  const both = await Promise.all([process(next, old).rotate(), process(next, old).rotate()]);
  expect(both.map(({ rewrapped }) => rewrapped).reduce((sum, one) => sum + one)).toBe(1);
  expect(await namesKey(process(next))).toEqual(before);
});

test('a key of another tenant, or one that was tampered with, opens nothing', async () => {
  await namesKey(process(old));
  kept.set('globex', kept.get('acme') as KeptTenantKeys);
  await expect(process(old).ofNames('globex')).rejects.toThrow('globex');
  const whole = kept.get('acme') as KeptTenantKeys;
  const { kek, wrapped } = whole.current;
  const broken = wrapped.replace(/^./, wrapped.startsWith('A') ? 'B' : 'A');
  kept.set('acme', { ...whole, current: { kek, wrapped: broken } });
  const keys = process(old);
  await expect(keys.ofNames('acme')).rejects.toThrow('tampered');
  // It is asked for anew, not remembered as broken.
  kept.set('acme', whole);
  await expect(namesKey(keys)).resolves.toHaveLength(32);
});

test('a data key is changed for another one; the old one opens what it has sealed until the end, and receivers keep theirs', async () => {
  const [one, other] = [process(old), process(old)];
  const [first, receivers] = [await namesKey(one), await one.ofReceivers('acme')];
  await other.ofNames('acme');
  expect(await one.beginRenewal('nobody')).toBeNull();
  const begun = await one.beginRenewal('acme');
  if (begun === null) throw new Error('there is a key');
  expect([begun.current.number, begun.old?.number]).toEqual([2, 1]);
  expect(begun.old?.keyFor('subjects')).toEqual(first);
  expect(begun.current.keyFor('subjects')).not.toEqual(first);
  expect(await one.renewing()).toEqual(['acme']);
  // Begun once more, by whoever goes on with it: the same keys.
  expect((await process(old).beginRenewal('acme'))?.current.keyFor('subjects')).toEqual(
    begun.current.keyFor('subjects'),
  );
  // Who has not heard of it knows the first key until told to look.
  expect(await namesKey(other)).toEqual(first);
  other.forget('acme');
  expect(await namesKey(other)).toEqual(begun.current.keyFor('subjects'));
  // The keys that wrap are changed in the middle of it.
  expect(await process(next, old).rotate()).toEqual({ tenants: 1, rewrapped: 1 });
  const later = process(next);
  expect(generationIn(await later.ofNames('acme'), 1)?.keyFor('subjects')).toEqual(first);
  await later.endRenewal('acme', 1);
  expect(await later.renewing()).toEqual(['acme']);
  await later.endRenewal('acme', 2);
  await later.endRenewal('acme', 2);
  const after = await later.ofNames('acme');
  expect([after.current.number, after.old, await later.renewing()]).toEqual([2, null, []]);
  expect(await later.ofReceivers('acme')).toEqual(receivers);
  expect((await later.beginRenewal('acme'))?.current.number).toBe(3);
  expect(await later.ofReceivers('acme')).toEqual(receivers);
});

test('there must be a key, of the right length', () => {
  expect(() => new KeyRing([])).toThrow(RangeError);
  expect(() => localKey(Buffer.alloc(16))).toThrow(RangeError);
});
