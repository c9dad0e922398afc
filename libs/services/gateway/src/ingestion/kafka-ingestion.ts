import { decodeJson, encodeJson, topicName } from '@tocsin/contracts/define-topic';
import { deadLetters } from '@tocsin/contracts/topics/dead-letters';
import { metricsJson } from '@tocsin/contracts/topics/metrics-json';
import { otlpMetrics } from '@tocsin/contracts/topics/otlp-metrics';
import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import type { Clock } from '@tocsin/ports/clock';
import type { Consumption, EventLog, LogRecord } from '@tocsin/ports/event-log';
import { noTracing, TENANT_ATTRIBUTE } from '@tocsin/ports/tracing';
import { checkJsonSamples } from './json-metrics.js';
import { type OtlpRequest, readOtlpProtobuf } from './otlp-message.js';
import { checkOtlp } from './otlp-metrics.js';
import type { Checked } from './sample-check.js';
import type { SampleIntake } from './sample-intake.js';

const GROUP = 'gateway.ingestion';
/** A dead letter names at most so many refused samples. */
const REFUSED_NAMED_MAX = 20;

type Read = { kind: 'samples'; tenant: string; checked: Checked } | { kind: 'unreadable'; reason: string };

/** Takes samples in that producers write to the log themselves. What cannot be read goes to the dead letters. */
export async function startKafkaIngestion(
  log: EventLog,
  topicPrefix: string,
  clock: Clock,
  intake: SampleIntake,
  tracing = noTracing,
): Promise<Consumption[]> {
  const bury = async ({ topic, partition, offset, key, headers, value }: LogRecord, reason: string): Promise<void> => {
    const value_base64 = value === null ? null : Buffer.from(value).toString('base64');
    const letter = {
      topic,
      partition,
      offset,
      key,
      headers: { ...headers },
      value_base64,
      reason,
      consumer: GROUP,
      at: clock.now(),
    };
    await log.append(topicName(deadLetters, topicPrefix), [{ key: topic, value: encodeJson(deadLetters, letter) }]);
  };
  const consume = (
    topic: typeof metricsJson | typeof otlpMetrics,
    wayIn: 'kafka_json' | 'kafka_otlp',
    read: (record: LogRecord, now: number) => Read,
  ): Promise<Consumption> =>
    log.consume({
      group: `${GROUP}.${topic.name}`,
      topics: [topicName(topic, topicPrefix)],
      from: 'earliest',
      commit: 'after-batch',
      onBatch: async ({ records }) => {
        for (const record of records) {
          const found = read(record, clock.now());
          if (found.kind === 'unreadable') await bury(record, found.reason);
          else {
            const { accepted, refused } = found.checked;
            const span = tracing.spanOf(record);
            span?.set({ [TENANT_ATTRIBUTE]: found.tenant });
            await tracing.run(span, () => intake.take(found.tenant, accepted, refused, wayIn));
            if (refused.length > 0)
              await bury(
                record,
                `${refused.length} samples were not taken: ${refused
                  .slice(0, REFUSED_NAMED_MAX)
                  .map(({ path, message }) => `${path} ${message}`)
                  .join('; ')}`,
              );
          }
        }
      },
    });
  return [await consume(metricsJson, 'kafka_json', readJson), await consume(otlpMetrics, 'kafka_otlp', readOtlp)];
}

function readJson({ value }: LogRecord, now: number): Read {
  if (value === null) return { kind: 'unreadable', reason: 'the record has no value' };
  const decoded = decodeJson(metricsJson, value);
  if (decoded.kind === 'unreadable') return decoded;
  return { kind: 'samples', tenant: decoded.value.tenant_id, checked: checkJsonSamples(decoded.value.samples, now) };
}

function readOtlp({ value, headers }: LogRecord, now: number): Read {
  const tenant = TenantIdSchema.safeParse(headers['tenant_id']);
  if (!tenant.success) return { kind: 'unreadable', reason: 'the header tenant_id is missing or names no tenant' };
  if (value === null) return { kind: 'unreadable', reason: 'the record has no value' };
  try {
    const isJson = value[0] === '{'.charCodeAt(0);
    const request = isJson ? (JSON.parse(new TextDecoder().decode(value)) as OtlpRequest) : readOtlpProtobuf(value);
    return { kind: 'samples', tenant: tenant.data, checked: checkOtlp(request, now) };
  } catch (error) {
    return { kind: 'unreadable', reason: `no OTLP request: ${(error as Error).message}` };
  }
}
