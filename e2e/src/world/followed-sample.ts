import { randomBytes } from 'node:crypto';
import type { CollectedSpan, OtlpCollector } from '@tocsin/testing/otlp-collector';
import type { Api } from './api.js';
import type { Inbox } from './inbox.js';

/** Nobody's business: none of it may stand in a trace. */
export const SECRET_PATH = 'hook/3f1c9e-not-to-be-told';
const VALUE = 93.7125;

export const followedRule = {
  name: 'Followed',
  severity: 'HIGH',
  category: 'infrastructure',
  conditions: [{ type: 'threshold', metric_path: 'followed', operator: '>', threshold: 80 }],
} as const;

/** A trace that somebody outside has begun and wants to be recorded. */
export interface CallersTrace {
  traceId: string;
  spanId: string;
  traceparent: string;
}

export function callersTrace(isSampled = true): CallersTrace {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}` };
}

export const headerOf = ({ traceparent }: CallersTrace) => ({ traceparent });

export const sampleOf = (instance: string, timestamp: number): Record<string, unknown> => ({
  metric: 'followed',
  labels: { instance },
  value: VALUE,
  timestamp,
});

/** A rule that fires at once, and a receiver whose address is secret. */
export async function prepare(api: Api, inbox: Inbox): Promise<void> {
  const receiver = await api.tocsin.createReceiver({
    body: { name: 'on call', type: 'webhook', url: `${inbox.url}${SECRET_PATH}` },
  });
  const route = { receivers: [receiver.data.id], group_by: ['...'], group_wait: '0s', group_interval: '1s' };
  await api.insist(201, 'PUT', '/api/notification-policy', { route });
  await api.tocsin.createRule({ body: followedRule });
}

/** The one request by which somebody was told. @throws where there is not exactly one */
export function deliveryOf(spans: readonly CollectedSpan[]): CollectedSpan {
  const found = spans.filter(({ kind }) => kind === 'client');
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw new Error(`${found.length} requests went out: ${JSON.stringify(spans, null, 1)}`);
}

/** Waits until a trace has come to the receiver, and its ends are exported. */
export const untilDelivered = (collector: OtlpCollector, { traceId }: CallersTrace): Promise<CollectedSpan[]> =>
  collector.until(traceId, (spans) => spans.some(({ name }) => name === 'deliver notification'));

/** The spans from the beginning of a trace to one of them. */
export function wayTo(spans: readonly CollectedSpan[], to: CollectedSpan): CollectedSpan[] {
  const above = spans.find(({ spanId }) => spanId === to.parentSpanId);
  return [...(above === undefined ? [] : wayTo(spans, above)), to];
}

/** What must not stand in a trace: values, labels, addresses' secrets, tokens. */
export const secretsOf = (api: Api, instance: string): string[] => [SECRET_PATH, String(VALUE), instance, api.token];
