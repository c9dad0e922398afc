import { z } from 'zod';

/** An event of the audit, as controls look at it. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly tenant_id: string;
  readonly actor: string;
  /** When it happened, ms since 1970. */
  readonly at: number;
  /** What it was done to, such as `rule/ID`. */
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Names a value of an event. Only what the event itself holds is found, so that no word leads anywhere else. */
export const EventFieldSchema = z
  .string()
  .max(200)
  .regex(
    /^(?:id|type|actor|subject|details(?:\.[a-z][a-z0-9_]*)+)$/,
    'is no field of an event, such as `details.role`',
  );

/** @returns undefined where the event has no such value */
export function valueAt(event: RecordedEvent, field: string): unknown {
  let value: unknown = event;
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
