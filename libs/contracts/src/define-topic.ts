import type { z } from 'zod';

/** The services that write and read topics. */
export type ServiceName =
  | 'gateway'
  | 'rule-management'
  | 'evaluation'
  | 'history'
  | 'ml-prediction'
  | 'notification'
  | 'self-monitoring'
  | 'compliance'
  | 'auto-healing'
  | 'demo'
  | 'clients';

export interface TopicDefinition<Schema extends z.ZodType = z.ZodType> {
  /** The topic's noun, such as `transitions`; prefix and version are added by {@link topicName}. */
  name: string;
  version: number;
  /** What the record's key is. */
  key: string;
  /** `json` values are UTF-8 JSON of the schema; `binary` values are described in `encoding`. */
  content: 'json' | 'binary';
  encoding?: string;
  description: string;
  schema: Schema;
  examples: readonly z.output<Schema>[];
  producers: readonly ServiceName[];
  consumers: readonly ServiceName[];
  partitions: number;
  retentionMs: number;
  cleanup: 'delete' | 'compact';
  /** Whether records that cannot be read go to the dead-letters topic. */
  deadLetter: boolean;
}

/** Declares a topic once; publishing, consuming and the documentation take their types from it. */
export function defineTopic<Schema extends z.ZodType>(definition: TopicDefinition<Schema>): TopicDefinition<Schema> {
  return definition;
}

/** The topic's full name: prefix, noun and version, such as `tocsin.transitions.v1`. */
export function topicName(topic: TopicDefinition, prefix: string): string {
  return `${prefix}.${topic.name}.v${topic.version}`;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The bytes of a JSON record. */
export function encodeJson<Schema extends z.ZodType>(
  _topic: TopicDefinition<Schema>,
  value: z.output<Schema>,
): Uint8Array {
  return encoder.encode(JSON.stringify(value));
}

export type Decoded<Value> = { kind: 'value'; value: Value } | { kind: 'unreadable'; reason: string };

/** Reads a JSON record; what does not parse or does not fit the schema comes back with the reason. */
export function decodeJson<Schema extends z.ZodType>(
  topic: TopicDefinition<Schema>,
  bytes: Uint8Array,
): Decoded<z.output<Schema>> {
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(bytes));
  } catch (error) {
    return { kind: 'unreadable', reason: `not JSON: ${(error as Error).message}` };
  }
  const parsed = topic.schema.safeParse(json);
  if (parsed.success) return { kind: 'value', value: parsed.data };
  const issue = parsed.error.issues[0];
  return {
    kind: 'unreadable',
    reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not fit the schema'}`,
  };
}
