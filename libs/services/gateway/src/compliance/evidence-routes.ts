import { apiResponse } from '@tocsin/contracts/http/api-response';
import { ControlSchema } from '@tocsin/domain/compliance/control';
import { libraryControls } from '@tocsin/domain/compliance/library/controls';
import { EvidencePackSchema } from '@tocsin/domain/compliance/evidence-pack';
import type { AuditLedgerReader } from '@tocsin/ports/audit-ledger';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import { invalid, notFound, ProblemError } from '../problem.js';
import { parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { TimeParameter } from '../routes/time-field.js';
import { collectEvidence, EVIDENCE_ENTRIES_MAX, EVIDENCE_PROOFS_MAX } from './collect-evidence.js';
import { evidenceHtml } from './evidence-html.js';

const QuerySchema = z.strictObject({
  from: TimeParameter.meta({ description: 'The first moment of the period.' }),
  to: TimeParameter.optional().meta({ description: 'The first moment after it; now when left out.' }),
});
const shared = { method: 'GET', tag: 'audit', scope: 'admin:all' } as const;

/** What controls say of a tenant, and what shows it to somebody who trusts nobody here. */
export function evidenceRoutes(ledger: AuditLedgerReader, clock: Pick<Clock, 'now'>): Route[] {
  const packOf = async (request: RouteRequest) => {
    const now = clock.now();
    const { from, to = now } = parsed(QuerySchema, request.query);
    if (from >= to)
      throw invalid([
        { path: 'from', code: 'out_of_range', message: 'is not before the end', fix: 'Give a time before `to`.' },
      ]);
    const { tenant } = principalOf(request);
    const collected = await collectEvidence(ledger, tenant, libraryControls, { from, to }, now);
    switch (collected.kind) {
      case 'pack':
        return collected.pack;
      case 'no_checkpoint':
        throw notFound('checkpoint of the ledger yet; one is signed when something is audited');
      case 'not_sealed':
        throw notFound('checkpoint of that time yet; one is signed each minute while there is something new');
      case 'too_many_entries':
        throw tooMuch(`more than ${EVIDENCE_ENTRIES_MAX} entries would have to be read`);
      case 'too_many_violations':
        throw tooMuch(`more than ${EVIDENCE_PROOFS_MAX} violations would have to be proved`);
    }
  };
  return [
    {
      ...shared,
      path: '/api/audit/controls',
      operation: 'listControls',
      summary: 'The controls that all events of the audit are judged by',
      description: 'A violation is an alert named `ControlViolated`, told as the notification policy says.',
      answers: { 200: { description: 'Controls with their examples.', schema: apiResponse(z.array(ControlSchema)) } },
      handle: async () => ({ status: 200, data: libraryControls }),
    },
    {
      ...shared,
      path: '/api/audit/evidence',
      operation: 'getEvidencePack',
      keepsPseudonyms: true,
      summary: 'What controls found in a period, with proofs',
      description:
        'The period ends with the last checkpoint at the latest; `to` says where. `tocsin audit verify` verifies the checkpoint and the entries with nothing but the public key; what the controls say of them is told, not signed, and follows from the whole ledger.',
      query: QuerySchema,
      answers: {
        200: { description: 'The pack.', schema: apiResponse(EvidencePackSchema) },
        404: { description: 'There is no checkpoint yet.' },
      },
      handle: async (request) => ({ status: 200, data: await packOf(request) }),
    },
    {
      ...shared,
      path: '/api/audit/evidence.html',
      operation: 'getEvidencePage',
      keepsPseudonyms: true,
      summary: 'The same as a page to read and print',
      query: QuerySchema,
      answers: {
        200: { description: 'The page; it loads nothing.', schema: z.string(), type: 'text/html' },
        404: { description: 'There is no checkpoint yet.' },
      },
      handle: async (request) => ({
        status: 200,
        headers: { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" },
        raw: { type: 'text/html; charset=utf-8', content: evidenceHtml(await packOf(request)) },
      }),
    },
  ];
}

const tooMuch = (what: string): ProblemError =>
  new ProblemError(
    413,
    'period-too-long',
    'The period holds too much',
    `For this period ${what}. Ask for a shorter one.`,
  );
