import { addressesOf, ReceiverDraftSchema, receivers } from './receivers.js';

test('a receiver is a webhook unless it says otherwise', () => {
  expect(ReceiverDraftSchema.parse({ name: ' on-call ', url: 'http://127.0.0.1:9900/' })).toEqual({
    name: 'on-call',
    type: 'webhook',
    url: 'http://127.0.0.1:9900/',
    send_resolved: true,
  });
});

test('a receiver may name up to eight Alertmanagers by their base addresses', () => {
  const urls = Array.from({ length: 8 }, (_, i) => `http://127.0.0.1:${9093 + i}/prefix`);
  const draft = { name: 'ams', type: 'alertmanager', urls };
  expect(ReceiverDraftSchema.parse(draft)).toEqual(draft);
});

test.each([
  ['no address', { urls: [] }, 'urls'],
  ['nine addresses', { urls: Array.from({ length: 9 }, () => 'http://a') }, 'urls'],
  ['an address of something else', { urls: ['ftp://a'] }, 'urls.0'],
  ['an address that is none', { urls: ['http://a', 'a'] }, 'urls.1'],
  ['a query', { urls: ['http://a/?x=1'] }, 'urls.0'],
  ['a fragment', { urls: ['http://a/#x'] }, 'urls.0'],
  ['what belongs to a webhook', { urls: ['http://a'], url: 'http://a' }, ''],
  ['an unknown type', { type: 'mail' }, 'type'],
])('an Alertmanager receiver with %s is refused', (_what, over, path) => {
  const result = ReceiverDraftSchema.safeParse({ name: 'ams', type: 'alertmanager', ...over });
  expect(result.error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
});

test('an unknown type is answered with the known ones', () => {
  const result = ReceiverDraftSchema.safeParse({ name: 'x', type: 'mail' });
  expect(result.error?.issues.map(({ message }) => message)).toEqual(['is neither "webhook" nor "alertmanager"']);
});

test('every address is told with the path where it stands', () => {
  expect(receivers.examples.map((receiver) => addressesOf(receiver))).toEqual([
    [{ path: 'url', url: 'http://127.0.0.1:9900/hook' }],
    [
      { path: 'urls[0]', url: 'http://127.0.0.1:9093' },
      { path: 'urls[1]', url: 'http://127.0.0.1:9094' },
    ],
  ]);
});
