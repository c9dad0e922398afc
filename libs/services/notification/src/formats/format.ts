import type { NotificationOut } from '@tocsin/contracts/topics/notifications-out';
import type { Receiver, ReceiverOf } from '@tocsin/contracts/topics/receivers';
import type { NotificationMessage } from '@tocsin/domain/alerting/notification-message';
import type { OutboundMail } from '@tocsin/ports/mailer';
import type { OutboundRequest } from '@tocsin/ports/outbound-http';
import type { Texts } from '../texts/write-texts.js';

/** What is sent for one notification, by the way that it takes. */
export type Outgoing =
  | { kind: 'http'; request: Omit<OutboundRequest, 'timeoutMs'> }
  | { kind: 'mail'; mail: Omit<OutboundMail, 'timeoutMs'> }
  | { kind: 'log'; event: NotificationOut };

/** A notification of a receiver that has a format. */
export interface Notice<Type extends Receiver['type'] = Receiver['type']> {
  /** The idempotency key, the same for each attempt. */
  id: string;
  /** When it was owed; ms since 1970. */
  at: number;
  message: NotificationMessage;
  receiver: ReceiverOf<Type>;
  texts: Texts;
}

/** A notice with the secret of its receiver. */
export interface SecretNotice<Type extends Receiver['type']> extends Notice<Type> {
  secret: string;
}

export const userAgent = { 'user-agent': 'tocsin' };

/** A request with a JSON body. */
export function jsonRequest(url: string, body: object, headers: Readonly<Record<string, string>> = {}): Outgoing {
  const all = { 'content-type': 'application/json', ...userAgent, ...headers };
  return { kind: 'http', request: { url, headers: all, body: JSON.stringify(body) } };
}

export interface Link {
  text: string;
  url: string;
}

/**
 * What a notification links to: the rule, when all its alerts come of one, and its runbook. Texts hold no links of
 * their own, since labels come from whoever sends samples.
 */
export function linksOf({ alerts, commonAnnotations }: NotificationMessage): readonly Link[] {
  const rules = new Set(alerts.map(({ generatorURL }) => generatorURL));
  const [rule = ''] = rules;
  const links = [
    { text: 'Rule', url: rules.size === 1 ? rule : '' },
    { text: 'Runbook', url: commonAnnotations['runbook_url'] ?? '' },
  ];
  return links.flatMap(({ text, url }) => {
    const plain = webAddress(url);
    return plain === null ? [] : [{ text, url: plain }];
  });
}

/** Longest address that a link may have; Slack takes 3,000 characters, the others less surely. */
const LINK_LENGTH_MAX = 2_000;

function webAddress(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && href.length <= LINK_LENGTH_MAX ? href : null;
}

/** The colour of a notification: red while it fires, green once it is over. */
export const colourOf = ({ status }: NotificationMessage): string => (status === 'firing' ? '#d0021b' : '#2eb67d');
