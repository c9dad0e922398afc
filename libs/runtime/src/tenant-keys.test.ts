import { newDataKey } from './envelope.js';
import { KeyRing, localKey, type WrappedKey } from './key-encryption.js';
import { TenantKeys, type TenantKeyStore } from './tenant-keys.js';

const [old, next] = [newDataKey(), newDataKey()];

function storeOf(kept: Map<string, WrappedKey>): TenantKeyStore {
  return {
    tenantKey: async (tenant) => kept.get(tenant) ?? null,
    keepTenantKey: async (tenant, key) => {
      if (!kept.has(tenant)) kept.set(tenant, key);
      return kept.get(tenant) ?? key;
    },
    rewrapTenantKey: async (tenant, from, to) => {
      if (kept.get(tenant)?.wrapped !== from.wrapped) return false;
      kept.set(tenant, to);
      return true;
    },
    tenantsWithKeys: async () => [...kept.keys()],
  };
}

let kept: Map<string, WrappedKey>;
const process = (...keys: Buffer[]): TenantKeys => new TenantKeys(storeOf(kept), new KeyRing(keys.map(localKey)));
beforeEach(() => {
  kept = new Map();
});

test('a tenant has one key for each end, the same in every process, and another tenant has others', async () => {
  const [one, other] = [process(old), process(old)];
  const keys = await Promise.all([one.of('acme', 'subjects'), other.of('acme', 'subjects')]);
  expect(keys[0]).toEqual(keys[1]);
  const others = [await one.of('acme', 'names-found'), await one.of('globex', 'subjects')];
  for (const key of others) expect(key).not.toEqual(keys[0]);
  expect(Buffer.from(JSON.stringify([...kept])).includes(keys[0]?.toString('base64url') ?? '')).toBe(false);
});

test('who only asks about a tenant makes no key', async () => {
  expect(await process(old).ofKnown('acme', 'subjects')).toBeNull();
  expect(kept.size).toBe(0);
  const made = await process(old).of('acme', 'subjects');
  expect(await process(old).ofKnown('acme', 'subjects')).toEqual(made);
});

test('the key-encryption key is changed while processes with both orders of keys work, and none of them fails', async () => {
  const before = await process(old).of('acme', 'subjects');
  // First everybody learns the next key, then it wraps, and in the end the old one is taken away.
  const learnt = process(old, next);
  const turned = process(next, old);
  const made = await turned.of('new', 'subjects');
  expect(await learnt.of('new', 'subjects')).toEqual(made);
  expect(await turned.rotate()).toEqual({ tenants: 2, rewrapped: 1 });
  expect(await turned.rotate()).toEqual({ tenants: 2, rewrapped: 0 });
  for (const keys of [learnt, turned, process(old, next), process(next)]) {
    expect(await keys.of('acme', 'subjects')).toEqual(before);
    expect(await keys.of('new', 'subjects')).toEqual(made);
  }
  await expect(process(old).of('acme', 'subjects')).rejects.toThrow(/ENCRYPTION_KEY/);
});

test('two that rotate at once leave one key, which both can open', async () => {
  const before = await process(old).of('acme', 'subjects');
  const both = await Promise.all([process(next, old).rotate(), process(next, old).rotate()]);
  expect(both.map(({ rewrapped }) => rewrapped).reduce((sum, one) => sum + one)).toBe(1);
  expect(await process(next).of('acme', 'subjects')).toEqual(before);
});

test('a key of another tenant, or one that was tampered with, opens nothing', async () => {
  await process(old).of('acme', 'subjects');
  kept.set('globex', kept.get('acme') as WrappedKey);
  await expect(process(old).of('globex', 'subjects')).rejects.toThrow('globex');
  const { kek, wrapped } = kept.get('acme') as WrappedKey;
  kept.set('acme', { kek, wrapped: wrapped.replace(/^./, wrapped.startsWith('A') ? 'B' : 'A') });
  const keys = process(old);
  await expect(keys.of('acme', 'subjects')).rejects.toThrow('tampered');
  // It is asked for anew, not remembered as broken.
  kept.set('acme', { kek, wrapped });
  await expect(keys.of('acme', 'subjects')).resolves.toHaveLength(32);
});

test('there must be a key, of the right length', () => {
  expect(() => new KeyRing([])).toThrow(RangeError);
  expect(() => localKey(Buffer.alloc(16))).toThrow(RangeError);
});
