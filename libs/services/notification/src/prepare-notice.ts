import type { Receiver } from '@tocsin/contracts/topics/receivers';
import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import type { SecretOwner } from '@tocsin/runtime/sealed-secret';
import { discordFormat } from './formats/discord.js';
import { emailFormat } from './formats/email.js';
import type { Notice, Outgoing } from './formats/format.js';
import { kafkaFormat } from './formats/kafka.js';
import { msteamsFormat } from './formats/msteams.js';
import { pagerdutyFormat } from './formats/pagerduty.js';
import { slackFormat } from './formats/slack.js';
import { telegramFormat } from './formats/telegram.js';
import { webhookFormat } from './formats/webhook.js';
import { type Texts, writeTexts } from './texts/write-texts.js';

/** What is needed to read the secrets of a tenant's receivers. */
export interface ReceiverKeys {
  /** @returns null when it was sealed for somebody else, or with other keys */
  open(owner: SecretOwner, sealed: string): string | null;
  /** What a webhook's notifications are signed with. */
  signingSecretOf(receiverId: string): string;
}

/** A notification and whom it goes to. */
export interface Owed {
  id: string;
  at: number;
  message: NotificationMessage;
  receiver: Receiver;
}

/** `ready` with what must not be shown of it to people, or `impossible`, which trying again does not help. */
export type Prepared =
  | { kind: 'ready'; outgoing: Outgoing; secret: string | null; fault: string | null }
  | { kind: 'impossible'; reason: string };

/** Makes the request of a notification by its receiver's format. @param now - the time of this attempt */
export function prepareNotice({ id, at, message, receiver }: Owed, keys: ReceiverKeys, now: number): Prepared {
  const notice = <Kind extends Receiver>(of: Kind, texts: Texts = noTexts): Notice<Kind['type']> =>
    ({ id, at, message, receiver: of, texts }) as unknown as Notice<Kind['type']>;
  switch (receiver.type) {
    case 'webhook':
      return ready(webhookFormat(notice(receiver), keys.signingSecretOf(receiver.id), now));
    case 'kafka':
      return ready(kafkaFormat(notice(receiver)));
    case 'alertmanager':
      return { kind: 'impossible', reason: 'Alertmanagers are told of alerts, not of groups' };
    case 'email': {
      const texts = writeTexts(message, receiver, at);
      return ready(emailFormat(notice(receiver, texts)), null, texts.fault);
    }
    default:
      return prepareWithSecret(receiver, (texts) => notice(receiver, texts), { message, at }, keys);
  }
}

type SecretReceiver = Extract<Receiver, { sealed: object }>;

function prepareWithSecret(
  receiver: SecretReceiver,
  noticeOf: (texts: Texts) => unknown,
  { message, at }: Pick<Owed, 'message' | 'at'>,
  keys: ReceiverKeys,
): Prepared {
  const [[field, sealed] = ['', '']] = Object.entries(receiver.sealed);
  const secret = keys.open({ tenantId: receiver.tenant_id, receiverId: receiver.id, field }, sealed);
  if (secret === null)
    return {
      kind: 'impossible',
      reason: `the secret "${field}" cannot be read any more; write it to the receiver again`,
    };
  const texts = writeTexts(message, receiver, at);
  const format = formats[receiver.type] as (notice: unknown) => Outgoing;
  return ready(format({ ...(noticeOf(texts) as object), secret }), secret, texts.fault);
}

const formats = {
  slack: slackFormat,
  msteams: msteamsFormat,
  discord: discordFormat,
  pagerduty: pagerdutyFormat,
  telegram: telegramFormat,
} as const;

const noTexts: Texts = { title: '', text: '', fault: null };

function ready(outgoing: Outgoing, secret: string | null = null, fault: string | null = null): Prepared {
  return { kind: 'ready', outgoing, secret, fault };
}
