import type { ApiKey } from '@tocsin/contracts/topics/api-keys';
import { defaultQuotas } from '@tocsin/domain/access/quotas';
import type { AccessStore, IssuedTokenRecord, KeptTenantKeys, Session, SubjectRow, User } from './access-store.js';
import type { OutboxEvent } from './configuration-store.js';

export interface AccessStoreWorld {
  store: AccessStore;
  /** What was published since it was asked last. */
  published(): Promise<readonly OutboxEvent[]>;
}

const NOW = 1_763_900_000_000;
const user = (tenant_id: string, id: string, over: Partial<User> = {}): User => {
  return {
    id,
    tenant_id,
    name: id,
    role: 'editor',
    disabled: false,
    password_hash: 'h',
    created_at: NOW,
    role_since: NOW,
    ...over,
  };
};
const session = (tenant_id: string, id: string, over: Partial<Session> = {}): Session => {
  const times = { created_at: NOW, expires_at: NOW + 1_000, revoked_at: null };
  return { id, tenant_id, user_id: 'ann', rotation: 0, ...times, ...over };
};
const token = (tenant_id: string, id: string, over: Partial<IssuedTokenRecord> = {}): IssuedTokenRecord => {
  const about = { subject: 'x', scopes: ['rules:read' as const], role: null, operator: false, issued_by: 'ann' };
  return { id, tenant_id, ...about, created_at: NOW, expires_at: NOW + 1_000, revoked_at: null, ...over };
};
const key = (tenant_id: string, id: string): ApiKey => {
  const about = { account_id: 's1', account: 'deployer', role: 'editor' as const, hash: 'h' };
  return { tenant_id, id, ...about, created_at: NOW, expires_at: NOW + 1_000 };
};
const subject = (tenant_id: string, id: string, name_hash: string): SubjectRow => {
  return { tenant_id, id, name_hash, sealed_name: 'n', sealed_key: 'k', key_generation: 1, created_at: NOW };
};
const ids = (found: readonly { id: string }[]): string[] => found.map(({ id }) => id).toSorted();

/** What every {@link AccessStore} does. Each test has tenants of its own. */
export function describeAccessStore(name: string, open: () => Promise<AccessStoreWorld>): void {
  describe(name, () => {
    let world: AccessStoreWorld;
    beforeAll(async () => {
      world = await open();
    });

    it('gives back what was saved, the last of it', async () => {
      const [ann, ended] = [user('kept', 'ann'), session('kept', 's', { rotation: 3, revoked_at: NOW + 1 })];
      await world.store.inTenant('kept', async (tx) => {
        await tx.saveUser(user('kept', 'ann', { role: 'viewer', disabled: true }));
        await tx.saveUser(ann);
        await tx.saveSession(session('kept', 's'));
        await tx.saveSession(ended);
        await tx.saveToken(token('kept', 't'));
        await tx.saveToken(token('kept', 't', { revoked_at: NOW, role: 'viewer' }));
      });
      await world.store.inTenant('kept', async (tx) => {
        expect(await tx.user('ann')).toEqual(ann);
        expect(await tx.userOfName('ann')).toEqual(ann);
        expect(await tx.users()).toEqual([ann]);
        expect(await tx.session('s')).toEqual(ended);
        expect(await tx.token('t')).toEqual(token('kept', 't', { revoked_at: NOW, role: 'viewer' }));
        expect([await tx.user('bob'), await tx.userOfName('bob'), await tx.session('t')]).toEqual([null, null, null]);
      });
    });

    it('shows one tenant nothing of another, though the names are the same', async () => {
      const quotas = { ...defaultQuotas, users: 1 };
      const tenant = { tenant_id: 'mine', name: 'Mine', quotas, created_at: NOW, updated_at: NOW };
      await world.store.inTenant('mine', async (tx) => {
        await tx.saveUser(user('mine', 'ann'));
        await tx.saveSession(session('mine', 's'));
        await tx.saveToken(token('mine', 't'));
        await tx.saveServiceAccount({
          id: 's1',
          tenant_id: 'mine',
          name: 'a',
          role: 'viewer',
          owners: ['ann'],
          created_at: NOW,
        });
        await tx.saveApiKey(key('mine', 'k'));
        await tx.saveTenant(tenant);
      });
      await world.store.inTenant('theirs', async (tx) => {
        expect([await tx.user('ann'), await tx.userOfName('ann'), await tx.users()]).toEqual([null, null, []]);
        expect([await tx.session('s'), await tx.liveSessions(NOW)]).toEqual([null, []]);
        expect([await tx.token('t'), await tx.tokens(NOW)]).toEqual([null, []]);
        expect([await tx.serviceAccount('s1'), await tx.serviceAccounts()]).toEqual([null, []]);
        expect([await tx.apiKeysOf('s1'), await tx.tenant()]).toEqual([[], null]);
        expect(await tx.forgetExpired(NOW + 5_000)).toEqual([]);
      });
      await world.store.inTenant('mine', async (tx) => expect(await tx.tenant()).toEqual(tenant));
    });

    it('tells live sessions from those that have expired or were revoked, of one user or of all', async () => {
      await world.store.inTenant('sessions', async (tx) => {
        await tx.saveUser(user('sessions', 'ann'));
        await tx.saveUser(user('sessions', 'bob'));
        await tx.saveSession(session('sessions', 'live'));
        await tx.saveSession(session('sessions', 'other', { user_id: 'bob' }));
        await tx.saveSession(session('sessions', 'expired', { expires_at: NOW }));
        await tx.saveSession(session('sessions', 'revoked', { revoked_at: NOW }));
        expect(ids(await tx.liveSessions(NOW))).toEqual(['live', 'other']);
        expect(ids(await tx.liveSessions(NOW, 'ann'))).toEqual(['live']);
      });
    });

    it('forgets what has expired, and names what of it was revoked', async () => {
      await world.store.inTenant('expiry', async (tx) => {
        await tx.saveUser(user('expiry', 'ann'));
        await tx.saveSession(session('expiry', 's1', { revoked_at: NOW }));
        await tx.saveSession(session('expiry', 's2'));
        await tx.saveToken(token('expiry', 't1', { revoked_at: NOW }));
        await tx.saveToken(token('expiry', 't2', { expires_at: NOW + 1_001, revoked_at: NOW }));
        expect((await tx.forgetExpired(NOW + 1_000)).toSorted()).toEqual(['s1', 't1']);
        expect(ids(await tx.tokens(NOW))).toEqual(['t2']);
        expect(await tx.session('s2')).toBeNull();
      });
    });

    it('keeps when a key was used though the key is saved again, and takes keys away with their account', async () => {
      await world.store.inTenant('keys', async (tx) => {
        await tx.saveServiceAccount({
          id: 's1',
          tenant_id: 'keys',
          name: 'a',
          role: 'viewer',
          owners: ['ann'],
          created_at: NOW,
        });
        await tx.saveApiKey(key('keys', 'k1'));
        await tx.saveApiKey(key('keys', 'k2'));
        await tx.touchApiKeys([
          { id: 'k1', at: NOW + 7 },
          { id: 'gone', at: NOW },
        ]);
        await tx.saveApiKey({ ...key('keys', 'k1'), expires_at: NOW + 2_000 });
        const [first] = (await tx.apiKeysOf('s1')).filter(({ id }) => id === 'k1');
        expect(first).toEqual({ ...key('keys', 'k1'), expires_at: NOW + 2_000, last_used_at: NOW + 7 });
        await tx.deleteApiKey('k2');
        expect(ids(await tx.apiKeysOf('s1'))).toEqual(['k1']);
        await tx.deleteServiceAccount('s1');
        expect(await tx.apiKeysOf('s1')).toEqual([]);
      });
    });

    it('takes away a user with the sessions, and a token', async () => {
      await world.store.inTenant('leaving', async (tx) => {
        await tx.saveUser(user('leaving', 'ann'));
        await tx.saveUser(user('leaving', 'bob'));
        await tx.saveSession(session('leaving', 's1'));
        await tx.saveSession(session('leaving', 's2', { user_id: 'bob' }));
        await tx.saveToken(token('leaving', 't1'));
        await tx.saveToken(token('leaving', 't2'));
        await tx.deleteUser('ann');
        await tx.deleteToken('t1');
        expect([ids(await tx.users()), ids(await tx.liveSessions(NOW))]).toEqual([['bob'], ['s2']]);
        expect(ids(await tx.tokens(NOW))).toEqual(['t2']);
      });
    });

    it('gives a name one subject, however many ask at once, and forgets it when it is taken away', async () => {
      await world.store.keepTenantKey('subjects', { kek: 'k', wrapped: '1' });
      const add = (id: string): Promise<SubjectRow | null> =>
        world.store.inTenant('subjects', (tx) => tx.addSubject(subject('subjects', id, 'h1'), ['h1']));
      const added = await Promise.all([add('a'), add('b'), add('c')]);
      expect(new Set(added.map((one) => one?.id)).size).toBe(1);
      const id = added[0]?.id ?? '';
      await world.store.inTenant('subjects', async (tx) => {
        expect(await tx.subjectOfHash(['h0', 'h1'])).toEqual(subject('subjects', id, 'h1'));
        expect(await tx.subjects([id, 'nobody'])).toEqual([subject('subjects', id, 'h1')]);
        await tx.saveSubject(subject('subjects', id, 'h2'));
        expect([await tx.subjectOfHash(['h1']), (await tx.subjectOfHash(['h2']))?.id]).toEqual([null, id]);
      });
      await world.store.inTenant('others', async (tx) => {
        expect([await tx.subjectOfHash(['h2']), await tx.subjects([id])]).toEqual([null, []]);
        await tx.deleteSubject(id);
      });
      await world.store.inTenant('subjects', async (tx) => {
        expect(await tx.subjects([id])).toHaveLength(1);
        await tx.deleteSubject(id);
        expect([await tx.subjectOfHash(['h2']), await tx.subjects([id])]).toEqual([null, []]);
      });
    });

    it('keeps the first key of a tenant, and puts another in its place only while it is still that one', async () => {
      const { store } = world;
      const wrapped = (text: string) => ({ kek: `k${text}`, wrapped: text });
      const first: KeptTenantKeys = { generation: 1, current: wrapped('1'), old: null, receivers: null };
      const both = { generation: 2, current: wrapped('2'), old: wrapped('1'), receivers: wrapped('r') };
      const second = { ...both, old: null };
      expect(await store.tenantKeys('keyed')).toBeNull();
      expect(await store.keepTenantKey('keyed', wrapped('1'))).toEqual(first);
      expect(await store.keepTenantKey('keyed', wrapped('2'))).toEqual(first);
      expect(await store.replaceTenantKeys('keyed', both, second)).toBe(false);
      expect(await store.tenantsRenewingKeys()).not.toContain('keyed');
      expect(await store.replaceTenantKeys('keyed', first, both)).toBe(true);
      expect(await store.tenantsRenewingKeys()).toContain('keyed');
      expect(await store.replaceTenantKeys('keyed', second, first)).toBe(false);
      expect(await store.replaceTenantKeys('keyed', { ...both, receivers: null }, first)).toBe(false);
      expect(await store.tenantKeys('keyed')).toEqual(both);
      expect(await store.replaceTenantKeys('keyed', both, second)).toBe(true);
      expect([await store.tenantKeys('keyed'), await store.tenantKeys('others')]).toEqual([second, null]);
      expect(await store.tenantsWithKeys()).toContain('keyed');
      expect(await store.tenantsWithKeys()).not.toContain('others');
      expect(await store.tenantsRenewingKeys()).not.toContain('keyed');
    });

    it('adds nobody whom an earlier key has sealed, and finds those that are left of it, piece by piece', async () => {
      const { store } = world;
      const keys = (generation: number, text: string): KeptTenantKeys => {
        return { generation, current: { kek: 'k', wrapped: text }, old: null, receivers: null };
      };
      const of = (id: string, key_generation: number): SubjectRow => {
        return { ...subject('renewed', id, `${id}${key_generation}`), key_generation };
      };
      const add = (row: SubjectRow, hashes = [row.name_hash]): Promise<SubjectRow | null> =>
        store.inTenant('renewed', (tx) => tx.addSubject(row, hashes));
      expect(await add(of('a', 1))).toBeNull();
      await store.keepTenantKey('renewed', { kek: 'k', wrapped: '1' });
      for (const id of ['a', 'b', 'c']) expect(await add(of(id, 1))).toEqual(of(id, 1));
      expect(await store.inTenant('renewed', (tx) => tx.keyGeneration())).toBe(1);
      await store.replaceTenantKeys('renewed', keys(1, '1'), keys(2, '2'));
      expect(await store.inTenant('renewed', (tx) => tx.keyGeneration())).toBe(2);
      expect(await add(of('d', 1))).toBeNull();
      expect(await add(of('d', 2))).toEqual(of('d', 2));
      // Whoever has the name by a hash of before is nobody new.
      expect(await add(of('e', 2), ['e2', 'a1'])).toEqual(of('a', 1));
      await store.inTenant('renewed', async (tx) => {
        expect(ids(await tx.subjectsBefore(2, 2))).toEqual(['a', 'b']);
        for (const id of ['a', 'b']) await tx.saveSubject(of(id, 2));
        expect(ids(await tx.subjectsBefore(2, 2))).toEqual(['c']);
        expect(await tx.subjectsBefore(1, 2)).toEqual([]);
      });
    });

    it('changes nothing and publishes nothing when the work fails; else publishes in order', async () => {
      await world.published();
      const event = (id: string): OutboxEvent => {
        return { topic: 'revocations', key: `all/${id}`, value: { tenant_id: 'all', id, at: NOW, until: NOW } };
      };
      const failing = world.store.inTenant('all', async (tx) => {
        await tx.saveUser(user('all', 'ann'));
        await tx.publish(event('lost'));
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      await world.store.inTenant('all', async (tx) => {
        expect(await tx.users()).toEqual([]);
        await tx.publish(event('1'));
        await tx.publish({ topic: 'revocations', key: 'all/1', value: null });
      });
      expect(await world.published()).toEqual([event('1'), { topic: 'revocations', key: 'all/1', value: null }]);
    });

    it('lets one transaction of a tenant be alone, so that of two that look and then write one sees the other', async () => {
      const take = (id: string): Promise<boolean> =>
        world.store.inTenant('alone', async (tx) => {
          await tx.alone();
          if ((await tx.users()).length > 0) return false;
          await tx.saveUser(user('alone', id));
          return true;
        });
      expect((await Promise.all([take('a'), take('b'), take('c')])).filter(Boolean)).toHaveLength(1);
    });

    it('holds a session that was read until the transaction ends, so that one refresh token is used once', async () => {
      await world.store.inTenant('held', async (tx) => {
        await tx.saveUser(user('held', 'ann'));
        await tx.saveSession(session('held', 's'));
      });
      const use = (): Promise<boolean> =>
        world.store.inTenant('held', async (tx) => {
          const held = await tx.session('s');
          if (held?.rotation !== 0) return false;
          await tx.saveSession({ ...held, rotation: 1 });
          return true;
        });
      expect((await Promise.all([use(), use(), use()])).filter(Boolean)).toHaveLength(1);
    });
  });
}
