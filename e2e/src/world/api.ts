import { systemClock } from '@tocsin/runtime/system-clock';
import type { Transition } from '@tocsin/domain/engine/transition';
import { z } from 'zod';

export interface Answer {
  status: number;
  type: string;
  headers: Headers;
  body: Record<string, unknown>;
}

const AlertsSchema = z.object({
  data: z.array(
    z.looseObject({ id: z.string(), rule_id: z.string(), state: z.string(), labels: z.record(z.string(), z.string()) }),
  ),
  meta: z.object({ next_cursor: z.string().optional() }),
});
export type ListedAlert = z.infer<typeof AlertsSchema>['data'][number];

/** Asks the gateway as a client does. A gateway that is away for a moment is asked again where that is told. */
export class Api {
  constructor(
    readonly base: string,
    public token: string,
  ) {}

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
    const text = await response.text();
    return {
      status: response.status,
      type,
      headers: response.headers,
      body: type.includes('json') && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : { text },
    };
  }

  /** Asks until the gateway has answered with the status: through restarts, which is what clients do. */
  async insist(
    status: number,
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    for (;;) {
      const answer = await this.ask(method, path, body, headers).catch(() => null);
      if (answer?.status === status) return answer;
      if (answer !== null && answer.status >= 400 && answer.status < 500 && answer.status !== 401)
        throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
      await systemClock.wait(50);
    }
  }

  async alerts(query = ''): Promise<ListedAlert[]> {
    const alerts: ListedAlert[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const { body } = await this.insist(
        200,
        'GET',
        `/api/alerts?limit=500${query}${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      const page = AlertsSchema.parse(body);
      alerts.push(...page.data);
      cursor = page.meta.next_cursor;
    }
    return alerts;
  }

  /** Looks until the alerts are as wanted; the test's own time-out ends what never comes. */
  async alertsUntil(isThere: (alerts: ListedAlert[]) => boolean, query = ''): Promise<ListedAlert[]> {
    for (;;) {
      const alerts = await this.alerts(query);
      if (isThere(alerts)) return alerts;
      await systemClock.wait(50);
    }
  }
}

/** What a transition leads to at a webhook, by which the two can be compared. */
export function noticeOf({ state, labels, fingerprint, episode_start, at }: Transition): string {
  return JSON.stringify([
    state,
    labels['alertname'],
    labels['instance'] ?? '',
    fingerprint.slice(0, 16),
    new Date(episode_start).toISOString(),
    state === 'resolved' ? new Date(at).toISOString() : '',
  ]);
}
