import { z } from 'zod';

/** Of traces that nobody outside began, so many are recorded unless OTEL_TRACES_SAMPLER_ARG says another share. */
const RATIO_DEFAULT = 0.1;
const samplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/** Which traces are recorded. Where they are sent, and with which headers, the exporter reads from the environment itself. */
export interface TracingConfig {
  sampler: (typeof samplers)[number];
  /** Of new traces, for the samplers that take a share of them; 0 to 1. */
  ratio: number;
}

const endpoint = z
  .url({ protocol: /^https?$/, error: 'give an address that begins with https:// or http://', abort: true })
  .refine(
    (text) => new URL(text).username === '',
    'must not hold a user or password; put them into OTEL_EXPORTER_OTLP_HEADERS',
  );
const protocol = z.literal('http/protobuf', 'only http/protobuf is spoken; port 4318 is usual for it');

/** As OpenTelemetry's specification has it, an empty variable is one that is not there. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** The OTEL_ variables that are checked here; OpenTelemetry's specification says what each means. */
export const tracingVariables = {
  OTEL_SDK_DISABLED: optional(z.enum(['true', 'false'])),
  OTEL_TRACES_EXPORTER: optional(z.enum(['otlp', 'none'])),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(endpoint),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optional(endpoint),
  OTEL_EXPORTER_OTLP_PROTOCOL: optional(protocol),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: optional(protocol),
  OTEL_TRACES_SAMPLER: optional(z.enum(samplers)),
  OTEL_TRACES_SAMPLER_ARG: optional(
    z
      .string()
      .regex(/^(0?\.\d+|0|1(\.0+)?)$/, 'give a number from 0 to 1')
      .transform(Number),
  ),
};
/** Addresses that may hold a password, although they should not. */
export const hiddenTracingVariables = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] as const;

type TracingVariables = z.output<z.ZodObject<typeof tracingVariables>>;

/** @returns null where no endpoint is named: then nothing is traced, and nothing of it loaded */
export function tracingOf(env: TracingVariables): TracingConfig | null {
  const named = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (named === undefined || env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return null;
  return {
    sampler: env.OTEL_TRACES_SAMPLER ?? 'parentbased_traceidratio',
    ratio: env.OTEL_TRACES_SAMPLER_ARG ?? RATIO_DEFAULT,
  };
}
