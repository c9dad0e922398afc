import { defineTopic } from '../define-topic.js';
import { type Receiver, ReceiverSchema, type SeenReceiver } from './receiver-kinds.js';

export {
  ALERTMANAGERS_MAX,
  type Receiver,
  type ReceiverDraft,
  ReceiverDraftSchema,
  type ReceiverOf,
  type ReceiverReplacement,
  ReceiverReplacementSchema,
  ReceiverSchema,
  ratesPerMinute,
  type SealedReceiverDraft,
  SealedReceiverDraftSchema,
  type SeenReceiver,
  SeenReceiverSchema,
  seenReceiverSchemas,
} from './receiver-kinds.js';

/** The address fields that receivers may have. */
interface Addressed {
  name: string;
  url?: string | undefined;
  webhook_url?: string | undefined;
  api_url?: string | undefined;
  urls?: readonly string[] | undefined;
}

/** Every address that a receiver names in clear, with the path at which it stands in the receiver. */
export function addressesOf(receiver: Addressed): readonly { path: string; url: string }[] {
  const single = (['url', 'webhook_url', 'api_url'] as const).flatMap((path) => {
    const url = receiver[path];
    return url === undefined ? [] : [{ path, url }];
  });
  return [...single, ...(receiver.urls ?? []).map((url, i) => ({ path: `urls[${i}]`, url }))];
}

/** A receiver without its secrets, sealed as they are. */
export function seenReceiver(receiver: Receiver): SeenReceiver {
  if (!('sealed' in receiver)) return receiver;
  const { sealed, ...shown } = receiver;
  return { ...shown, secrets: Object.keys(sealed) } as unknown as SeenReceiver;
}

export const receivers = defineTopic({
  name: 'receivers',
  version: 1,
  key: 'tenant/receiver id',
  content: 'json',
  description: 'Where each tenant wants its notifications; a tombstone when a receiver was deleted.',
  schema: ReceiverSchema,
  examples: [
    {
      id: 'w1',
      tenant_id: 'acme_main',
      name: 'on-call',
      type: 'webhook',
      url: 'http://127.0.0.1:9900/hook',
      send_resolved: true,
      created_at: 1_763_900_000_000,
    },
    {
      id: 'a1',
      tenant_id: 'acme_main',
      name: 'alertmanagers',
      type: 'alertmanager',
      urls: ['http://127.0.0.1:9093', 'http://127.0.0.1:9094'],
      created_at: 1_763_900_000_000,
    },
    {
      id: 's1',
      tenant_id: 'acme_main',
      name: 'channel',
      type: 'slack',
      send_resolved: true,
      sealed: { webhook_url: 'v1.bm9uY2UgYW5kIGNpcGhlcnRleHQ' },
      created_at: 1_763_900_000_000,
    },
  ],
  producers: ['rule-management'],
  consumers: ['gateway', 'notification'],
  partitions: 1,
  retentionMs: 0,
  cleanup: 'compact',
  deadLetter: false,
});
