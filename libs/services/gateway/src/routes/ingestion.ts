import { apiResponse } from '@tocsin/contracts/http/api-response';
import { JsonSampleSchema } from '@tocsin/contracts/topics/metrics-json';
import type { Clock } from '@tocsin/ports/clock';
import { z } from 'zod';
import { checkJsonSamples } from '../ingestion/json-metrics.js';
import { type OtlpRequest, readOtlpProtobuf, writeOtlpAnswer } from '../ingestion/otlp-message.js';
import { checkOtlp } from '../ingestion/otlp-metrics.js';
import { readWriteRequest } from '../ingestion/remote-write.js';
import type { Checked, RefusedSample } from '../ingestion/sample-check.js';
import type { SampleIntake } from '../ingestion/sample-intake.js';
import { unpackSnappy } from '../ingestion/snappy-block.js';
import { invalid, ProblemError } from '../problem.js';
import { assertOwnTenant, headerOf, parsed, principalOf, type Route } from '../route.js';

/** Most samples of one request; the body's limit comes first in most cases. */
const SAMPLES_MAX = 50_000;
/** An answer names at most so many refused samples; the counts tell of all. */
const REFUSED_NAMED_MAX = 100;
const PROTOBUF = 'application/x-protobuf';

const BatchSchema = z.strictObject({
  tenant_id: z.string().optional(),
  samples: z.array(z.unknown()).min(1).max(SAMPLES_MAX),
});
const TakenSchema = z.strictObject({ accepted: z.int(), refused: z.int() });
const tag = 'metrics';

/** The ways in for samples. They are bounded by what the log can take, not by a count of requests. */
export function ingestionRoutes(
  intake: SampleIntake,
  clock: Clock,
  /** How many series a tenant has that may have no more of them; null of others. */
  fullOf: (tenant: string) => { use: number; limit: number } | null,
): Route[] {
  /** What is told of samples that were taken when those of new series will be left out. */
  const remarkOf = (tenant: string): string | null => {
    const full = fullOf(tenant);
    if (full === null) return null;
    const { use, limit } = full;
    return `the tenant has ${use} series and may have ${limit}: samples of series that it has not yet are left out`;
  };
  return [
    {
      method: 'POST',
      path: '/api/metrics',
      operation: 'sendMetrics',
      tag,
      summary: 'Send samples as JSON',
      description:
        'Samples that cannot be taken are named under `meta.warnings`; the others are taken. That a tenant has as many series as it may is told there, too.',
      scope: 'rules:write',
      isCounted: false,
      body: {
        types: ['application/json'],
        schema: z.strictObject({ samples: z.array(JsonSampleSchema).min(1).max(SAMPLES_MAX) }),
        example: {
          samples: [{ metric: 'cpu_usage', labels: { instance: 'web-1' }, value: 95, timestamp: 1_763_900_000_000 }],
        },
      },
      answers: { 202: { description: 'The samples stand in the log.', schema: apiResponse(TakenSchema) } },
      handle: async (request) => {
        const principal = principalOf(request);
        assertOwnTenant(principal, request.body);
        const { accepted, refused } = checkJsonSamples(parsed(BatchSchema, request.body).samples, clock.now());
        await intake.take(principal.tenant, accepted, refused, 'json');
        if (accepted.length === 0)
          throw invalid(
            refused.slice(0, REFUSED_NAMED_MAX).map((one) => ({ ...one, fix: 'Mend it and send it again.' })),
          );
        const remark = remarkOf(principal.tenant);
        const warnings = [
          ...(remark === null ? [] : [{ path: 'samples', code: 'series_quota', message: remark }]),
          ...refused.slice(0, REFUSED_NAMED_MAX),
        ];
        return {
          status: 202,
          data: { accepted: accepted.length, refused: refused.length },
          ...(warnings.length > 0 ? { meta: { warnings } } : {}),
        };
      },
    },
    {
      method: 'POST',
      path: '/api/v1/write',
      operation: 'remoteWrite',
      tag,
      summary: 'Prometheus remote write 1.0',
      scope: 'rules:write',
      isCounted: false,
      body: { types: [PROTOBUF], schema: z.unknown() },
      answers: { 204: { description: 'The samples stand in the log.' } },
      handle: async (request) => {
        const block = bytesOf(request.body, PROTOBUF);
        if (headerOf(request, 'content-encoding') !== 'snappy')
          throw bad(
            'encoding-missing',
            'Remote write bodies are compressed by snappy; send "Content-Encoding: snappy".',
          );
        const unpacked = unpackSnappy(block);
        if (unpacked.kind === 'refused') throw bad(unpacked.code, unpacked.message);
        const { accepted, refused } = readOr('malformed-protobuf', 'WriteRequest', () =>
          readWriteRequest(unpacked.bytes, clock.now()),
        );
        await intake.take(principalOf(request).tenant, accepted, refused, 'remote_write');
        // Summaries without observations are NaN, again and again, and nobody can do anything about it: they are counted.
        const wrong = refused.filter(({ code }) => code !== 'value');
        // Prometheus gives up on what is answered by 400, and logs the text; the good samples are in.
        if (wrong.length > 0)
          throw new ProblemError(
            400,
            'samples-refused',
            'Some samples were not taken',
            refusedText(accepted.length, wrong),
          );
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/v1/metrics',
      operation: 'sendOtlpMetrics',
      tag,
      summary: 'OpenTelemetry metrics by OTLP/HTTP',
      scope: 'rules:write',
      isCounted: false,
      body: {
        types: [PROTOBUF, 'application/json'],
        schema: z.looseObject({ resourceMetrics: z.array(z.unknown()).optional() }),
      },
      answers: {
        200: { description: 'Taken, with a partial success when some points were not.', schema: z.looseObject({}) },
      },
      handle: async (request) => {
        const isJson = headerOf(request, 'content-type')?.startsWith('application/json') === true;
        const { accepted, refused } = readOr('malformed-otlp', 'ExportMetricsServiceRequest', () =>
          checkOtlp(isJson ? otlpJsonOf(request.body) : readOtlpProtobuf(bytesOf(request.body, PROTOBUF)), clock.now()),
        );
        const { tenant } = principalOf(request);
        await intake.take(tenant, accepted, refused, 'otlp');
        // A message without refused points is a warning of the protocol.
        const errorMessage = refused.length === 0 ? (remarkOf(tenant) ?? '') : refusedText(accepted.length, refused);
        if (!isJson)
          return { status: 200, raw: { type: PROTOBUF, content: writeOtlpAnswer(refused.length, errorMessage) } };
        const answer =
          errorMessage === '' ? {} : { partialSuccess: { rejectedDataPoints: String(refused.length), errorMessage } };
        return { status: 200, raw: { type: 'application/json', content: JSON.stringify(answer) } };
      },
    },
  ];
}

const bad = (code: string, detail: string): ProblemError =>
  new ProblemError(400, code, 'The body cannot be read', detail);

function bytesOf(body: unknown, type: string): Uint8Array {
  if (body instanceof Uint8Array) return body;
  throw new ProblemError(415, 'unsupported-media-type', 'The content type is not supported', `Send ${type}.`);
}

function readOr(code: string, message: string, read: () => Checked): Checked {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw bad(code, `The body is no ${message}.`);
  }
}

function refusedText(accepted: number, refused: readonly RefusedSample[]): string {
  const named = refused.slice(0, 5).map(({ path, message }) => `${path} ${message}`);
  return `${accepted} samples were taken, ${refused.length} were not: ${named.join('; ')}${refused.length > named.length ? '; …' : ''}`;
}

function otlpJsonOf(body: unknown): OtlpRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new TypeError('it is no JSON object');
  return body;
}
