import { apiResponse } from '@tocsin/contracts/http/api-response';
import { AuditEventSchema } from '@tocsin/contracts/topics/audit';
import { z } from 'zod';
import type { AuditReader } from '../access/audit-reader.js';
import type { Subjects } from '../access/subjects.js';
import { invalid } from '../problem.js';
import { PageSchema, parsed, principalOf, type Route } from '../route.js';
import { TimeParameter } from './time-field.js';

const QuerySchema = z.strictObject({
  ...PageSchema,
  type: AuditEventSchema.shape.type.optional(),
  actor: z.string().max(300).optional(),
  subject: z.string().max(300).optional().meta({ description: 'Such as `rule/ID`.' }),
  from: TimeParameter.optional(),
  to: TimeParameter.optional(),
});

/** Who did what to what in a tenant, for its admins. */
export function auditRoutes(reader: Pick<AuditReader, 'read'>, subjects: Pick<Subjects, 'asWritten'>): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/audit',
      operation: 'listAuditEvents',
      tag: 'audit',
      summary: 'Read the audit',
      description:
        'A page may hold fewer events than asked for, or none, and still lead on: what is looked for may be rare. There is no more when `meta.next_cursor` is missing.',
      scope: 'admin:all',
      query: QuerySchema,
      answers: { 200: { description: 'Events, the newest first.', schema: apiResponse(z.array(AuditEventSchema)) } },
      handle: async (request) => {
        const { limit, cursor, type, actor, subject, from, to } = parsed(QuerySchema, request.query);
        const { tenant } = principalOf(request);
        const by = actor === undefined ? undefined : await subjects.asWritten(tenant, actor);
        const { events, before } = await reader.read({
          tenant,
          limit,
          before: cursor === undefined ? null : offsetOf(cursor),
          fits: (event) =>
            (type === undefined || event.type === type) &&
            (by === undefined || event.actor === by) &&
            (subject === undefined || event.subject === subject) &&
            (from === undefined || event.at >= from) &&
            (to === undefined || event.at <= to),
        });
        return { status: 200, data: events, meta: before === null ? {} : { next_cursor: cursorOf(before) } };
      },
    },
  ];
}

const cursorOf = (offset: number): string => Buffer.from(`before ${offset}`).toString('base64url');

function offsetOf(cursor: string): number {
  const found = /^before (\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (found !== null && cursorOf(Number(found[1])) === cursor) return Number(found[1]);
  const fix = 'Send `meta.next_cursor` of the page before as it came, or leave it out for the first page.';
  throw invalid([{ path: 'cursor', code: 'not_allowed', message: 'is not a cursor of this list', fix }]);
}
