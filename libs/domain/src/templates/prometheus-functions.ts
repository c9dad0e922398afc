import { parseDurationMs } from '../rules/duration.js';
import { escapeQuery, urlPath } from './escape.js';
import { int64, nanoseconds } from './go-time.js';
import { stripDomain, stripPort } from './host-port.js';
import {
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage,
  humanizeTimestamp,
  timestamp,
  toNumber,
} from './humanize.js';
import { title, toLower, toUpper } from './letter-case.js';
import { formatSteps } from './limits.js';
import { excerpt, fail, TemplateFailure } from './template-error.js';
import {
  fixed,
  sampleOf,
  samplesOf,
  textFunction,
  textOf,
  variadic,
  type Caller,
  type TemplateFunction,
} from './template-function.js';
import { compareText } from './utf8.js';
import { bool, float, labelOf, mapOf, nil, sampleValue, string, type SamplesValue, type Value } from './values.js';

/**
 * The functions that Prometheus adds to Go's. `tmpl` is one that Prometheus has in its consoles only, and
 * `parseDurationTime` comes from VictoriaMetrics; alerts that use neither mean the same in Prometheus.
 */
export const prometheusFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
  ['query', fixed(['string'], (args, caller) => query(textOf(args, 0), caller))],
  [
    'first',
    fixed(['samples'], (args) => samplesOf(args, 0).items[0] ?? fail('first() called on vector with no elements')),
  ],
  ['label', fixed(['string', 'sample'], (args) => labelOf(sampleOf(args, 1), textOf(args, 0)))],
  ['value', fixed(['sample'], (args) => sampleOf(args, 0).fields.get('Value') ?? nil)],
  ['strvalue', fixed(['sample'], (args) => labelOf(sampleOf(args, 0), '__value__'))],
  ['sortByLabel', fixed(['string', 'samples'], (args, caller) => sorted(textOf(args, 0), samplesOf(args, 1), caller))],
  ['args', variadic([], (args) => mapOf(new Map(args.map((value, i) => [`arg${i}`, value]))))],
  ['tmpl', fixed(['string', 'any'], (args, caller) => string(caller.expand(textOf(args, 0), args[1] ?? nil)))],
  [
    'match',
    fixed(['string', 'string'], (args, { patterns }) => bool(patterns.matches(textOf(args, 0), textOf(args, 1)))),
  ],
  ['reReplaceAll', fixed(['string', 'string', 'string'], replaced)],
  ['safeHtml', textFunction((text) => text)],
  ['title', textFunction(title)],
  ['toUpper', textFunction(toUpper)],
  ['toLower', textFunction(toLower)],
  ['stripPort', textFunction(stripPort)],
  ['stripDomain', textFunction(stripDomain)],
  ['urlQueryEscape', textFunction(escapeQuery)],
  ['graphLink', textFunction((expr) => `/graph?g0.expr=${escapeQuery(expr)}&g0.tab=0`)],
  ['tableLink', textFunction((expr) => `/graph?g0.expr=${escapeQuery(expr)}&g0.tab=1`)],
  ['pathPrefix', fixed([], (_, { context }) => string(urlPath(context.externalUrl)))],
  ['externalURL', fixed([], (_, { context }) => string(context.externalUrl))],
  ['humanize', numberFunction((value) => string(humanize(value)))],
  ['humanize1024', numberFunction((value) => string(humanize1024(value)))],
  ['humanizeDuration', numberFunction((value) => string(humanizeDuration(value)))],
  ['humanizePercentage', numberFunction((value) => string(humanizePercentage(value)))],
  ['humanizeTimestamp', numberFunction((value) => string(humanizeTimestamp(value)))],
  ['toTime', numberFunction((value) => ({ kind: 'time', ns: timestamp(value) }))],
  ['toDuration', numberFunction((value) => ({ kind: 'duration', ns: nanoseconds(value) }))],
  ['now', fixed([], (_, { context }) => float(context.nowMs / 1000))],
  ['parseDuration', fixed(['string'], (args) => float(durationMs(textOf(args, 0)) / 1000))],
  [
    'parseDurationTime',
    fixed(['string'], (args) => ({ kind: 'duration', ns: int64(BigInt(durationMs(textOf(args, 0))) * 1_000_000n) })),
  ],
]);

function numberFunction(change: (value: number) => Value): TemplateFunction {
  return fixed(['any'], ([value], { meter }) => {
    const number = toNumber(value ?? nil);
    meter.spend(formatSteps(number));
    return change(number);
  });
}

function query(expr: string, { meter, context }: Caller): Value {
  meter.query();
  const answer = context.query(expr);
  if ('error' in answer)
    throw new TemplateFailure('template_query', `the query ${excerpt(expr)} failed: ${answer.error}`);
  const items = answer.map((sample) => {
    meter.spend(2 + 2 * Object.keys(sample.labels).length);
    return sampleValue(sample);
  });
  return { kind: 'samples', items };
}

function sorted(label: string, { items }: SamplesValue, { meter }: Caller): Value {
  meter.spend(Math.ceil(items.length * Math.log2(items.length + 2)));
  const byLabel = items.toSorted((a, b) => compareText(labelOf(a, label).value, labelOf(b, label).value));
  return { kind: 'samples', items: byLabel };
}

function replaced(args: readonly Value[], { patterns }: Caller): Value {
  return string(patterns.replaceAll(textOf(args, 0), textOf(args, 1), textOf(args, 2)));
}

/** The longest duration that Prometheus knows, in milliseconds: what 64 bits of nanoseconds hold. */
const DURATION_MS_MAX = 9_223_372_036_854;

function durationMs(text: string): number {
  const isNegative = text.startsWith('-');
  const ms = parseDurationMs(isNegative ? text.slice(1) : text);
  if (ms === null) return fail(`not a valid duration string: "${excerpt(text)}"; write it like 5m or 1h30m`);
  if (ms > DURATION_MS_MAX) return fail(`duration out of range: "${excerpt(text)}"`);
  return isNegative ? 0 - ms : ms;
}
