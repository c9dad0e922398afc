import { apiResponse } from '@tocsin/contracts/http/api-response';
import { DeadLetterSchema } from '@tocsin/contracts/topics/dead-letters';
import { z } from 'zod';
import { invalid, notFound, ProblemError } from '../problem.js';
import { cursorOf, keyOfCursor, parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { PageQuerySchema } from '../routes/access-fields.js';
import { demandOperator } from '../routes/tokens.js';
import type { DeadLetterDesk, KeptDeadLetter, ReplayOutcome } from './dead-letter-desk.js';

const SummarySchema = DeadLetterSchema.omit({ headers: true, value_base64: true })
  .extend({
    id: z.int().meta({ description: 'Its offset among the dead letters.' }),
    size: z.int().meta({ description: 'Bytes of the record.' }),
    replayed_at: z.int().nullable().meta({ description: 'When it was brought back; null when it was not.' }),
    replayed_by: z.string().nullable(),
  })
  .meta({ id: 'DeadLetterSummary', description: 'Times in ms since 1970.' });
const DetailSchema = SummarySchema.extend({
  headers: DeadLetterSchema.shape.headers,
  value_base64: DeadLetterSchema.shape.value_base64,
}).meta({ id: 'DeadLetterDetail' });

const shared = { tag: 'operations', scope: 'admin:all' } as const;
const detail = { schema: apiResponse(DetailSchema) };

/** Records that could not be used, for the operator: they are of all tenants. */
export function deadLetterRoutes(desk: Pick<DeadLetterDesk, 'page' | 'get' | 'replay'>): Route[] {
  return [
    {
      ...shared,
      method: 'GET',
      path: '/api/dead-letters',
      operation: 'listDeadLetters',
      summary: 'List records that could not be read or used',
      description: 'For the operator. The newest first; they are kept for 14 days.',
      query: PageQuerySchema,
      answers: { 200: { description: 'Dead letters.', schema: apiResponse(z.array(SummarySchema)) } },
      handle: async (request) => {
        operatorOf(request);
        const { limit, cursor } = parsed(PageQuerySchema, request.query);
        const { letters, next } = await desk.page(cursor === undefined ? null : placeOf(cursor), limit);
        const meta = next === null ? {} : { next_cursor: cursorOf(String(next)) };
        return { status: 200, data: letters.map(summaryOf), meta };
      },
    },
    {
      ...shared,
      method: 'GET',
      path: '/api/dead-letters/{id}',
      operation: 'getDeadLetter',
      summary: 'Read a record that could not be read or used, with its bytes',
      description: 'For the operator.',
      answers: { 200: { description: 'The dead letter.', ...detail } },
      handle: async (request) => {
        operatorOf(request);
        const found = await desk.get(idOf(request));
        if (found === null) throw missing();
        return { status: 200, data: detailOf(found) };
      },
    },
    {
      ...shared,
      method: 'POST',
      path: '/api/dead-letters/{id}/replay',
      operation: 'replayDeadLetter',
      summary: 'Bring a dead letter back to its topic, once',
      description:
        'For the operator. The record is written to its topic and partition again as it was, in one transaction with the note that it was; what cannot be used this time either becomes another dead letter.',
      answers: {
        200: { description: 'The dead letter, brought back.', ...detail },
        409: {
          description:
            'It was brought back before, records of its topic are not brought back, or another gateway is at it.',
        },
      },
      handle: async (request) => {
        const principal = operatorOf(request);
        return { status: 200, data: detailOf(replayedOf(await desk.replay(idOf(request), principal))) };
      },
    },
  ];
}

function operatorOf(request: RouteRequest): ReturnType<typeof principalOf> {
  const principal = principalOf(request);
  demandOperator(principal, 'dead letters');
  return principal;
}

const missing = (): ProblemError => notFound('such dead letter, or not any more');

/** @throws ProblemError 404 for what cannot be an offset */
function idOf({ params }: RouteRequest): number {
  const text = params['id'] ?? '';
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw missing();
}

function placeOf(cursor: string): number {
  const key = keyOfCursor(cursor);
  if (/^\d{1,15}$/.test(key)) return Number(key);
  const fix = 'Send `meta.next_cursor` of the page before as it came.';
  throw invalid([{ path: 'cursor', code: 'not_allowed', message: 'is not a cursor of this list', fix }]);
}

function replayedOf(outcome: ReplayOutcome): KeptDeadLetter {
  const conflict = (code: string, title: string, text: string): ProblemError =>
    new ProblemError(409, code, title, text);
  switch (outcome.kind) {
    case 'replayed':
      return outcome.letter;
    case 'replayed_before': {
      const at = new Date(outcome.replay.at).toISOString();
      throw conflict(
        'replayed-before',
        'It was brought back before',
        `It was brought back at ${at}; a dead letter is brought back once.`,
      );
    }
    case 'not_replayable':
      throw conflict(
        'not-replayable',
        'Records of its topic are not brought back',
        'Only what comes in by the gateway may come in again; what services tell each other has its place in an order.',
      );
    case 'busy':
      throw conflict('replay-busy', 'Another gateway is bringing one back', 'Ask again.');
    case 'no_such_letter':
      throw missing();
  }
}

function summaryOf({ id, letter, replay }: KeptDeadLetter): z.output<typeof SummarySchema> {
  const { headers: _headers, value_base64, ...summary } = letter;
  return {
    ...summary,
    id,
    size: value_base64 === null ? 0 : Buffer.byteLength(value_base64, 'base64'),
    replayed_at: replay?.at ?? null,
    replayed_by: replay?.by ?? null,
  };
}

const detailOf = (kept: KeptDeadLetter): z.output<typeof DetailSchema> => ({
  ...summaryOf(kept),
  headers: kept.letter.headers,
  value_base64: kept.letter.value_base64,
});
