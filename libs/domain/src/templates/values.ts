import { fail } from './template-error.js';
import type { TemplateContext, TemplateSample } from './template-context.js';

/**
 * What a template can hold in its hands. The union is closed: no object of ours is reachable, and keys that come from
 * outside are looked up in maps alone, so that names such as `constructor` mean nothing.
 */
export type Value =
  | NilValue
  | BoolValue
  | IntValue
  | FloatValue
  | StringValue
  | SamplesValue
  | ListValue
  | MapValue
  | SampleValue
  | DataValue
  | TimeValue
  | DurationValue;

export interface NilValue {
  readonly kind: 'nil';
}

export interface BoolValue {
  readonly kind: 'bool';
  readonly value: boolean;
}

/** A whole number of 64 bits. `uint8` is a byte of a string; months and days of the week print as their names. */
export interface IntValue {
  readonly kind: 'int';
  readonly value: bigint;
  readonly type: 'int' | 'int64' | 'uint8' | 'time.Month' | 'time.Weekday';
  readonly name: string | null;
}

export interface FloatValue {
  readonly kind: 'float';
  readonly value: number;
}

export interface StringValue {
  readonly kind: 'string';
  readonly value: string;
}

/** What a query answers. */
export interface SamplesValue {
  readonly kind: 'samples';
  readonly items: readonly SampleValue[];
}

/** A list of a message: its alerts, or the pairs and texts that come of its labels. */
export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Value[];
  readonly type: 'template.Alerts' | 'template.Pairs' | '[]string';
}

/**
 * Labels, whose values are texts, or what `args` makes, whose values are anything. Labels of a message are `kv`: texts,
 * with the methods that Alertmanager gives them.
 */
export interface MapValue {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Value>;
  readonly holds: 'string' | 'kv' | 'any';
  /** Levels of maps inside one another, this one included. */
  readonly levels: number;
}

export interface SampleValue {
  readonly kind: 'sample';
  readonly fields: ReadonlyMap<string, Value>;
}

/** What an alert's template starts with (`.Labels`, `.ExternalLabels`, `.ExternalURL`, `.Value`), or a message's. */
export interface DataValue {
  readonly kind: 'data';
  readonly type: 'alert' | 'template.Data' | 'template.Alert' | 'template.Pair';
  readonly fields: ReadonlyMap<string, Value>;
}

/** A time in UTC, in nanoseconds since 1970. */
export interface TimeValue {
  readonly kind: 'time';
  readonly ns: bigint;
}

export interface DurationValue {
  readonly kind: 'duration';
  readonly ns: bigint;
}

export const nil: NilValue = { kind: 'nil' };
export const bool = (value: boolean): BoolValue => ({ kind: 'bool', value });
export const int = (value: bigint | number, type: IntValue['type'] = 'int', name: string | null = null): IntValue => ({
  kind: 'int',
  value: BigInt(value),
  type,
  name,
});
export const float = (value: number): FloatValue => ({ kind: 'float', value });
export const string = (value: string): StringValue => ({ kind: 'string', value });

/**
 * Deepest nesting of what `args` makes. Two levels are common; a loop that wraps its own value again and again would
 * otherwise take the printer to the end of the stack.
 */
const MAP_LEVELS_MAX = 20;

/** A map of anything, as `args` makes it. */
export function mapOf(entries: ReadonlyMap<string, Value>): MapValue {
  const inner = Math.max(0, ...[...entries.values()].map((value) => (value.kind === 'map' ? value.levels : 0)));
  if (inner >= MAP_LEVELS_MAX)
    fail(
      `maps inside one another: ${inner + 1} levels where ${MAP_LEVELS_MAX} is the limit; pass the parts separately`,
    );
  return { kind: 'map', entries, holds: 'any', levels: inner + 1 };
}

function labelsValue(labels: Readonly<Record<string, string>>): MapValue {
  const entries = new Map(Object.entries(labels).map(([name, value]) => [name, string(value)]));
  return { kind: 'map', entries, holds: 'string', levels: 1 };
}

export function sampleValue({ labels, value }: TemplateSample): SampleValue {
  return {
    kind: 'sample',
    fields: new Map<string, Value>([
      ['Labels', labelsValue(labels)],
      ['Value', float(value)],
    ]),
  };
}

/** The data that an alert's template is given as its dot. */
export function dataValue({ labels, externalLabels, externalUrl, value }: TemplateContext): DataValue {
  return {
    kind: 'data',
    type: 'alert',
    fields: new Map<string, Value>([
      ['Labels', labelsValue(labels)],
      ['ExternalLabels', labelsValue(externalLabels)],
      ['ExternalURL', string(externalUrl)],
      ['Value', float(value)],
    ]),
  };
}

/** A label of a sample; empty where it has no such label. */
export function labelOf(sample: SampleValue, name: string): StringValue {
  const labels = sample.fields.get('Labels');
  const value = labels?.kind === 'map' ? labels.entries.get(name) : undefined;
  return value?.kind === 'string' ? value : string('');
}

/** What a map answers for a key: where the key is missing, the empty value of what the map holds. */
export function entryOf(map: MapValue, key: string): Value {
  return map.entries.get(key) ?? (map.holds === 'any' ? nil : string(''));
}

const dataType =
  'struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }';

const mapTypes = { string: 'map[string]string', kv: 'template.KV', any: 'map[string]interface {}' } as const;

/** The name that Go has for a value's type. */
export function typeName(value: Value): string {
  switch (value.kind) {
    case 'nil':
      return '<nil>';
    case 'bool':
      return 'bool';
    case 'int':
      return value.type;
    case 'float':
      return 'float64';
    case 'string':
      return 'string';
    case 'samples':
      return 'template.queryResult';
    case 'list':
      return value.type;
    case 'map':
      return mapTypes[value.holds];
    case 'sample':
      return '*template.sample';
    case 'data':
      return value.type === 'alert' ? dataType : value.type;
    case 'time':
      return 'time.Time';
    case 'duration':
      return 'time.Duration';
  }
}

/** Whether `if`, `with`, `and`, `or` and `not` take a value as true: whether it is not the empty one of its type. */
export function truth(value: Value): boolean {
  switch (value.kind) {
    case 'nil':
      return false;
    case 'bool':
      return value.value;
    case 'int':
      return value.value !== 0n;
    case 'float':
      return value.value !== 0;
    case 'string':
      return value.value !== '';
    case 'samples':
    case 'list':
      return value.items.length > 0;
    case 'map':
      return value.entries.size > 0;
    case 'sample':
    case 'data':
    case 'time':
    case 'duration':
      return true;
  }
}

/** How much of a text is in a value, for what it costs to work with it. */
export function textSize(value: Value): number {
  return value.kind === 'string' ? value.value.length : 0;
}
