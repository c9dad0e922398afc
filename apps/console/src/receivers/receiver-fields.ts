import type { Schema } from '@tocsin/client/call';

export type ReceiverType = Schema<'Receiver'>['type'];

/** One field of a type of receivers, as it is asked for. */
export interface ReceiverField {
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** `list`: several, with commas between; `secret`: never shown again; `template`: lines of a text. */
  readonly kind: 'text' | 'list' | 'number' | 'secret' | 'template';
  readonly isOptional?: boolean;
}

const webhookUrl: ReceiverField = {
  name: 'webhook_url',
  label: 'Address of the incoming webhook',
  hint: 'Who knows it can write there, so that it is kept encrypted.',
  kind: 'secret',
};
const rate: ReceiverField = {
  name: 'rate_limit_per_minute',
  label: 'Most notifications a minute',
  hint: 'What is over it waits. Empty for what the vendor bears.',
  kind: 'number',
  isOptional: true,
};
const worded: readonly ReceiverField[] = [
  rate,
  {
    name: 'title',
    label: 'Title, as a template',
    hint: 'With the data and functions of Alertmanager; empty for the usual one.',
    kind: 'template',
    isOptional: true,
  },
  { name: 'text', label: 'Text, as a template', kind: 'template', isOptional: true },
];

/** What each type of receivers is asked for, in this order, beside its name. */
export const receiverFields: Readonly<Record<ReceiverType, readonly ReceiverField[]>> = {
  webhook: [
    {
      name: 'url',
      label: 'Address',
      hint: 'A public one; one in your own network where the operator has allowed it by security.allowed_receiver_networks.',
      kind: 'text',
    },
    rate,
  ],
  email: [{ name: 'to', label: 'Addresses', hint: 'At most ten, with commas between.', kind: 'list' }, ...worded],
  slack: [webhookUrl, ...worded],
  msteams: [webhookUrl, ...worded],
  discord: [webhookUrl, ...worded],
  pagerduty: [
    { name: 'routing_key', label: 'Integration key', hint: '32 letters and digits.', kind: 'secret' },
    { name: 'url', label: 'Address of events', hint: 'Empty for the US region.', kind: 'text', isOptional: true },
    ...worded,
  ],
  telegram: [
    { name: 'bot_token', label: 'Token of the bot', kind: 'secret' },
    { name: 'chat_id', label: 'Chat', hint: 'Its number, or @channel.', kind: 'text' },
    { name: 'message_thread_id', label: 'Topic of the chat', kind: 'number', isOptional: true },
    { name: 'api_url', label: 'Address of the API', hint: 'Empty for Telegram’s own.', kind: 'text', isOptional: true },
    ...worded,
  ],
  kafka: [rate],
  alertmanager: [{ name: 'urls', label: 'Base addresses', hint: 'Of all members, with commas between.', kind: 'list' }],
};
export const receiverTypes = Object.keys(receiverFields) as ReceiverType[];

/** Alertmanagers are told of the end of alerts in any case. */
export const choosesResolved = (type: ReceiverType): boolean => type !== 'alertmanager';

/** What the fields hold. */
export type ReceiverText = Readonly<Record<string, string>>;

/** What the fields begin with: of a receiver that is there, all but its secret. */
export function textOf(receiver: Schema<'Receiver'> | Schema<'ReceiverDetail'>): ReceiverText {
  const known = receiver as Readonly<Record<string, unknown>>;
  const texts = receiverFields[receiver.type].map(({ name }): [string, string] => {
    const value = known[name];
    return [name, Array.isArray(value) ? value.join(', ') : value === undefined ? '' : String(value)];
  });
  return { ...Object.fromEntries(texts), name: receiver.name };
}

/** A receiver as the API takes it. What is left empty is left out: then a default holds, and a secret stays as it is. */
export function bodyOf(
  type: ReceiverType,
  text: ReceiverText,
  sendsResolved: boolean,
): Schema<'ReceiverDraftInput'> & Schema<'ReceiverReplacementInput'> {
  const given = receiverFields[type].flatMap(({ name, kind }): [string, unknown][] => {
    const written = (text[name] ?? '').trim();
    if (written === '') return [];
    if (kind === 'list') return [[name, written.split(/[\s,]+/).filter((one) => one !== '')]];
    return [[name, kind === 'number' ? Number(written) : written]];
  });
  const resolved = choosesResolved(type) ? { send_resolved: sendsResolved } : {};
  // Which fields a type has is said above, once, and the platform checks them all.
  return { type, name: text['name'] ?? '', ...resolved, ...Object.fromEntries(given) } as never;
}
