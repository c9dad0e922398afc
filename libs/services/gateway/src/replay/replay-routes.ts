import { apiResponse } from '@tocsin/contracts/http/api-response';
import { readTime } from '@tocsin/domain/backtest/read-time';
import type { Matcher } from '@tocsin/domain/promql/ast';
import { parseExpr } from '@tocsin/domain/promql/parser';
import { promqlErrorText } from '@tocsin/domain/promql/promql-error';
import { ReplayReportSchema } from '@tocsin/domain/replay/replay-report';
import { WhyNotSchema } from '@tocsin/domain/replay/why-not';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import { LINES_TYPE, progressLines, wantsLines } from '../json-lines.js';
import { invalid } from '../problem.js';
import { parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { type Explainer, ExplanationSchema } from './explainer.js';
import type { SpanReplayer } from './span-replayer.js';
import { TimeField as Time } from '../routes/time-field.js';
import type { WhyNotAsker } from './why-not-asker.js';

const WhyNotQuerySchema = z.strictObject({
  labels: z.string().max(10_000).optional().meta({
    description: 'Which series or entities, as a selector of PromQL: `{instance="web-1"}`. All when left out.',
  }),
  at: z.string().max(64).optional().meta({
    description: 'Milliseconds or seconds since 1970, or a date such as 2026-01-31T12:00:00Z; now when left out.',
  }),
});
const ReplayRequestSchema = z.strictObject({ from: Time, to: Time }).meta({ id: 'ReplayRequest' });

export interface ReplayRoutesOptions {
  explainer: Pick<Explainer, 'explain'>;
  asker: Pick<WhyNotAsker, 'ask'>;
  replayer: Pick<SpanReplayer, 'replay'>;
  clock: Clock;
}

/** What was decided, decided again from the log: alerts, what did not become one, and whole spans. */
export function replayRoutes({ explainer, asker, replayer, clock }: ReplayRoutesOptions): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/alerts/{id}/explain',
      operation: 'explainAlert',
      tag: 'alerts',
      summary: 'Decide an alert again from the log and show all that went into it',
      description:
        'The transitions of the alert are made again by the same engine from the records of the log, and are held against those that were told. As far back as the log keeps samples: 24 hours.',
      scope: 'rules:read',
      answers: {
        200: { description: 'Samples, conditions or operators, timers.', schema: apiResponse(ExplanationSchema) },
      },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        return { status: 200, data: await explainer.explain(tenant, request.params['id'] ?? '', request.signal) };
      },
    },
    {
      method: 'POST',
      path: '/api/rules/{id}/why-not',
      operation: 'askWhyNot',
      tag: 'rules',
      summary: 'Say why a rule did not fire',
      description:
        'Names the comparison or the timer that held it back, with its numbers. The id of a rule of a group is `group/alert`, with the slash written as `%2F`.',
      scope: 'rules:read',
      query: WhyNotQuerySchema,
      answers: { 200: { description: 'What held it back.', schema: apiResponse(WhyNotSchema) } },
      handle: async (request) => {
        const { tenant } = principalOf(request);
        const { labels, at } = parsed(WhyNotQuerySchema, request.query);
        const asked = {
          tenant,
          ruleId: request.params['id'] ?? '',
          matchers: matchersOf(labels),
          at: timeOf(at, clock),
        };
        return { status: 200, data: await asker.ask(asked, request.signal) };
      },
    },
    {
      method: 'POST',
      path: '/api/replay',
      operation: 'replay',
      tag: 'rules',
      summary: "Decide a span of the tenant's log again and compare",
      description: `Nothing is stored and nobody is notified. To \`Accept: ${LINES_TYPE}\`, lines of JSON are sent: \`{"progress": share}\` again and again, and at last \`{"data": report}\` or \`{"problem": …}\`.`,
      scope: 'rules:read',
      body: {
        types: ['application/json'],
        schema: ReplayRequestSchema,
        example: { from: 1_763_900_000_000, to: 1_763_903_600_000 },
      },
      answers: {
        200: {
          description: 'What is equal and what is not.',
          schema: apiResponse(ReplayReportSchema),
          alsoAs: [LINES_TYPE],
        },
      },
      handle: async (request) => {
        const asked = { tenant: principalOf(request).tenant, ...spanOf(request, clock) };
        if (!wantsLines(request))
          return { status: 200, data: await replayer.replay(asked, () => undefined, request.signal) };
        const content = progressLines((tell) => replayer.replay(asked, tell, request.signal));
        return { status: 200, raw: { type: LINES_TYPE, content } };
      },
    },
  ];
}

function spanOf({ body }: RouteRequest, clock: Clock): { from: number; to: number } {
  const { from, to } = parsed(ReplayRequestSchema, body);
  if (!(from < to))
    throw invalid([
      { path: 'to', code: 'out_of_range', message: 'is not after "from"', fix: 'Give a time that comes after it.' },
    ]);
  return { from, to: Math.min(to, clock.now()) };
}

function timeOf(text: string | undefined, clock: Clock): number {
  if (text === undefined) return clock.now();
  const time = readTime(text);
  if (time !== null && time <= clock.now()) return time;
  throw invalid([
    {
      path: 'at',
      code: 'out_of_range',
      message: time === null ? 'is no time' : 'lies in the future',
      fix: 'Give a time that has passed, such as 2026-01-31T12:00:00Z or milliseconds since 1970.',
    },
  ]);
}

function matchersOf(text: string | undefined): readonly Matcher[] {
  if (text === undefined || text.trim() === '' || text.trim() === '{}') return [];
  const read = parseExpr(text);
  if (read.kind === 'parsed' && read.expr.kind === 'vector_selector') return read.expr.matchers;
  const message =
    read.kind === 'refused'
      ? (read.errors.map(promqlErrorText)[0] ?? 'does not parse')
      : 'is an expression, not a selector';
  throw invalid([{ path: 'labels', code: 'no_matcher', message, fix: 'Write a selector such as {instance="web-1"}.' }]);
}
