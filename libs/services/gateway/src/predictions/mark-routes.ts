import { apiResponse } from '@tocsin/contracts/http/api-response';
import { exampleMarks, MARKS_ID } from '@tocsin/contracts/topics/prediction-marks';
import {
  MarksDraftSchema,
  type PredictionMarks,
  PredictionMarksSchema,
} from '@tocsin/domain/forecasting/prediction-marks';
import type { Clock, IdSource } from '@tocsin/ports/clock';
import type { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import type { CommandSender } from '../command-sender.js';
import { parsed, principalOf, type Route, type RouteRequest } from '../route.js';
import { freshEnvelopeOf } from '../routes/alerting/alerting-world.js';
import { ifMatch, refusalOf } from '../routes/rules/rule-world.js';
import { versionCondition } from '../routes/version-condition.js';

export interface MarkRoutesOptions {
  marks: Pick<CompactedDirectory<PredictionMarks>, 'get' | 'learn'>;
  sender: Pick<CommandSender, 'send'>;
  clock: Clock;
  ids: IdSource;
  processName: string;
}

const path = '/api/prediction-marks';
const tag = 'alerts';
const answer = { schema: apiResponse(PredictionMarksSchema) };

/** Which series are predicted though no rule asks: read and put. */
export function markRoutes(world: MarkRoutesOptions): Route[] {
  const known = (request: RouteRequest): PredictionMarks | null =>
    world.marks.get(principalOf(request).tenant, MARKS_ID);
  const told = (marks: PredictionMarks) => ({
    status: 200 as const,
    headers: { etag: `"${marks.version}"` },
    data: marks,
  });
  return [
    {
      method: 'GET',
      path,
      operation: 'getPredictionMarks',
      tag,
      summary: 'Read which series are predicted whether a rule asks or not',
      description: 'A tenant that has never marked any has none, at version 0.',
      scope: 'rules:read',
      answers: { 200: { description: 'The marks; their version is the ETag.', ...answer } },
      handle: async (request) => {
        const { tenant: tenant_id } = principalOf(request);
        return told(known(request) ?? { selectors: [], tenant_id, version: 0, created_at: 0, updated_at: 0 });
      },
    },
    {
      method: 'PUT',
      path,
      operation: 'updatePredictionMarks',
      headers: ifMatch(false),
      tag,
      summary: 'Mark series that are to be predicted',
      description:
        'Marked series are given anomaly scores and forecasts (`tocsin_anomaly_score`, `tocsin_forecast`) though no rule asks. `{}` marks every series, as far as there is room: series that rules ask for go first, then those of earlier selectors, then by name. An empty list marks none. With the header `If-Match`, only the version that it names is replaced.',
      scope: 'rules:write',
      body: { types: ['application/json'], schema: MarksDraftSchema, example: { selectors: exampleMarks.selectors } },
      answers: { 200: { description: 'The marks; at the version that they had when nothing changed.', ...answer } },
      handle: async (request) => {
        const draft = parsed(MarksDraftSchema, request.body);
        const condition = versionCondition(request, known(request), 'set of marks');
        const envelope = freshEnvelopeOf(request, world);
        const outcome = await world.sender.send({ type: 'prediction-marks.put', ...envelope, draft, ...condition });
        if (outcome.kind !== 'prediction_marks') throw refusalOf(outcome, 'prediction marks');
        world.marks.learn(outcome.marks);
        return told(outcome.marks);
      },
    },
  ];
}
