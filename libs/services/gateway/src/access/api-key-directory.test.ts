import type { ApiKey } from '@tocsin/contracts/topics/api-keys';
import { FakeAccessStore } from '@tocsin/ports/access-store.fake';
import { FakeClock } from '@tocsin/ports/clock.fake';
import type { EventLog } from '@tocsin/ports/event-log';
import { ApiKeyDirectory } from './api-key-directory.js';
import { hashOfApiKey, newApiKeyText } from './api-key-text.js';

const NOW = 1_763_900_000_000;
const id = '3f1c2b6e-0000-4000-8000-000000000001';
const text = newApiKeyText(id);
const key: ApiKey = {
  tenant_id: 'acme',
  id,
  account_id: 's1',
  account: 'deployer',
  role: 'editor',
  hash: hashOfApiKey(text),
  created_at: NOW,
  expires_at: NOW + 1_000,
};

let clock: FakeClock;
let store: FakeAccessStore;
let directory: ApiKeyDirectory;

beforeEach(() => {
  clock = new FakeClock(NOW);
  store = new FakeAccessStore();
  const onError = (error: unknown): void => {
    throw error;
  };
  // Nothing of the log is asked here.
  directory = new ApiKeyDirectory({ store, log: {} as EventLog, topicPrefix: 't', clock, onError });
  directory.learn(key);
});

test('a key lets in its service account with its role, until it expires', async () => {
  expect(directory.takes(text)).toBe(true);
  expect(await directory.verify(text)).toMatchObject({
    subject: 'service-account/deployer',
    tenant: 'acme',
    role: 'editor',
    scopes: expect.arrayContaining(['rules:write']),
    revocableBy: [id],
  });
  await clock.advance(1_000);
  await expect(directory.verify(text)).rejects.toMatchObject({ status: 401, code: 'token-expired' });
});

test.each<[string, string]>([
  ['another secret', newApiKeyText(id)],
  ['another name', text.replace('3f1c', '3f1d')],
  ['a secret cut short', text.slice(0, -1)],
  ['no secret', `tsk_${id}_`],
  ['the hash for the secret', `tsk_${id}_${key.hash}`],
  ['nothing behind the mark', 'tsk_'],
])('%s opens nothing', async (_name, wrong) => {
  expect(directory.takes(wrong)).toBe(true);
  await expect(directory.verify(wrong)).rejects.toMatchObject({ status: 401, code: 'api-key-unknown' });
});

test('when a key was used last is written down, once for many uses', async () => {
  await store.inTenant('acme', (tx) => tx.saveApiKey(key));
  await directory.verify(text);
  await clock.advance(500);
  await directory.verify(text);
  await directory.writeUses();
  const [kept] = await store.inTenant('acme', (tx) => tx.apiKeysOf('s1'));
  expect(kept).toEqual({ ...key, last_used_at: NOW + 500 });
});
