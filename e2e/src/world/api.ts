import { systemClock } from '@tocsin/runtime/system-clock';
import { labelFingerprint } from '@tocsin/domain/alerting/label-fingerprint';
import { routedLabels } from '@tocsin/domain/alerting/message-of-group';
import type { Transition } from '@tocsin/domain/engine/transition';
import type { Schema } from '@tocsin/client/call';
import { createTocsinClient, type TocsinClient } from '@tocsin/client/tocsin-client';

export interface Answer {
  status: number;
  type: string;
  headers: Headers;
  body: Record<string, unknown>;
}

export type ListedAlert = Schema<'ListedAlert'>;
type AlertQuery = NonNullable<Parameters<TocsinClient['listAlerts']>[0]>;

/** Asks the gateway: by its client, which goes through restarts, and by hand what no client would ask. */
export class Api {
  readonly tocsin: TocsinClient;

  constructor(
    readonly base: string,
    public token: string,
  ) {
    this.tocsin = createTocsinClient({ baseUrl: base, token: () => this.token, triesMax: 10_000, waitMsMax: 50 });
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const bytes =
      body === undefined ? null : typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(bytes === null ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: bytes instanceof Uint8Array ? Buffer.from(bytes) : bytes,
    });
    const type = response.headers.get('content-type') ?? '';
    const text = type.startsWith('text/event-stream') ? await beginningOf(response) : await response.text();
    return {
      status: response.status,
      type,
      headers: response.headers,
      body: /\bjson\b/.test(type) && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : { text },
    };
  }

  /** Asks by hand, for an answer of this status. @throws when it has another */
  async insist(
    status: number,
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const answer = await this.ask(method, path, body, headers);
    if (answer.status === status) return answer;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** Reads a path until its data is as wanted; the test's own time-out ends what never comes. */
  async dataUntil<Data>(path: string, isThere: (data: Data) => boolean): Promise<Data> {
    for (;;) {
      const data = (await this.insist(200, 'GET', path)).body['data'] as Data;
      if (isThere(data)) return data;
      await systemClock.wait(50);
    }
  }

  /** Looks until the alerts are as wanted; the test's own time-out ends what never comes. */
  async alertsUntil(isThere: (alerts: ListedAlert[]) => boolean, query: AlertQuery = {}): Promise<ListedAlert[]> {
    for (;;) {
      const alerts = await Array.fromAsync(this.tocsin.listAlerts({ limit: 500, ...query }));
      if (isThere(alerts)) return alerts;
      await systemClock.wait(50);
    }
  }
}

/** What a transition leads to at a webhook, by which the two can be compared. */
export function noticeOf({ state, labels, severity, episode_start, at }: Transition): string {
  return JSON.stringify([
    state,
    labels['alertname'],
    labels['instance'] ?? '',
    labelFingerprint(routedLabels(labels, severity)),
    new Date(episode_start).toISOString(),
    state === 'resolved' ? new Date(at).toISOString() : '',
  ]);
}

/** What a stream that does not end begins with. */
async function beginningOf({ body }: Response): Promise<string> {
  for await (const part of body ?? []) return Buffer.from(part).toString();
  return '';
}
