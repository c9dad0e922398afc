import { ReceiverDraftSchema, ReceiverReplacementSchema } from '@tocsin/contracts/topics/receivers';
import { bodyOf, receiverFields, receiverTypes, textOf } from './receiver-fields.js';

const written = {
  name: 'on call',
  url: 'https://hooks.example.org/a',
  to: 'ann@example.org, bob@example.org',
  webhook_url: 'https://hooks.example.org/b',
  routing_key: 'a1'.repeat(16),
  bot_token: `123:${'x'.repeat(20)}`,
  chat_id: '-100',
  urls: 'http://127.0.0.1:9093',
};

test.each(receiverTypes)('what is written into the fields of %s is a receiver of it', (type) => {
  expect(ReceiverDraftSchema.safeParse(bodyOf(type, written, false)).error?.issues).toBeUndefined();
});

test.each(receiverTypes)('the fields of %s are those that the platform takes', (type) => {
  const all = Object.fromEntries(receiverFields[type].map(({ name, kind }) => [name, kind === 'number' ? '7' : 'x']));
  const { error } = ReceiverDraftSchema.safeParse(bodyOf(type, { ...all, ...written }, true));
  // An address that is none may be told; a field that is none may not.
  expect(error?.issues.filter(({ code }) => code === 'unrecognized_keys') ?? []).toEqual([]);
});

test('a receiver that is changed keeps what is not touched, and a secret that is left empty is left out', () => {
  const seen = {
    id: 's1',
    tenant_id: 'acme',
    created_at: 1,
    type: 'slack',
    name: 'channel',
    send_resolved: true,
    rate_limit_per_minute: 5,
    secrets: ['webhook_url'],
  } as const;
  const body = bodyOf('slack', textOf({ ...seen, secrets: ['webhook_url'] }), true);
  expect(body).toEqual({ type: 'slack', name: 'channel', send_resolved: true, rate_limit_per_minute: 5 });
  expect(ReceiverReplacementSchema.safeParse(body).success).toBe(true);
});
