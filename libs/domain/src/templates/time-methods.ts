import { calendar, durationText, formatTime, int64, NS_PER_SECOND, roundDuration, timeText } from './go-time.js';
import { fixed, textOf, type Caller, type TemplateFunction } from './template-function.js';
import { bool, float, int, string, type DurationValue, type TimeValue, type Value } from './values.js';

/** A method with its receiver already bound; what is left are its arguments. */
type Method<T> = (receiver: T) => TemplateFunction;

const timeOf = (args: readonly Value[]): bigint => (args[0] as TimeValue).ns;
const durationOf = (args: readonly Value[]): bigint => (args[0] as DurationValue).ns;

const durationNs = (ns: bigint): DurationValue => ({ kind: 'duration', ns: int64(ns) });
const part = (of: (time: TimeValue) => Value): Method<TimeValue> => {
  return (time) => fixed([], () => of(time));
};
const size = (of: (duration: DurationValue) => Value): Method<DurationValue> => {
  return (duration) => fixed([], () => of(duration));
};
const than = (compare: (a: bigint, b: bigint) => Value): Method<TimeValue> => {
  return ({ ns }) => fixed(['time'], (args) => compare(ns, timeOf(args)));
};
const inUnits = (ns: bigint): Method<DurationValue> => size((duration) => float(Number(duration.ns) / Number(ns)));

const timeMethods: ReadonlyMap<string, Method<TimeValue>> = new Map([
  ['String', part(({ ns }) => string(timeText(ns)))],
  ['UTC', part((time) => time)],
  ['Year', part(({ ns }) => int(calendar(ns).year))],
  ['Month', part(({ ns }) => int(calendar(ns).month, 'time.Month', calendar(ns).monthName))],
  ['Day', part(({ ns }) => int(calendar(ns).day))],
  ['YearDay', part(({ ns }) => int(calendar(ns).dayOfYear))],
  ['Weekday', part(({ ns }) => int(calendar(ns).weekday, 'time.Weekday', calendar(ns).weekdayName))],
  ['Hour', part(({ ns }) => int(calendar(ns).hour))],
  ['Minute', part(({ ns }) => int(calendar(ns).minute))],
  ['Second', part(({ ns }) => int(calendar(ns).second))],
  ['Nanosecond', part(({ ns }) => int(calendar(ns).nanosecond))],
  ['Unix', unixIn(NS_PER_SECOND)],
  ['UnixMilli', unixIn(1_000_000n)],
  ['UnixMicro', unixIn(1_000n)],
  ['UnixNano', unixIn(1n)],
  ['After', than((a, b) => bool(a > b))],
  ['Before', than((a, b) => bool(a < b))],
  ['Equal', than((a, b) => bool(a === b))],
  ['Sub', than((a, b) => durationNs(a - b))],
  ['Add', ({ ns }) => fixed(['duration'], (args) => ({ kind: 'time', ns: int64(ns + durationOf(args)) }))],
  ['Format', ({ ns }) => fixed(['string'], (args, caller) => string(formatted(ns, textOf(args, 0), caller)))],
]);

const durationMethods: ReadonlyMap<string, Method<DurationValue>> = new Map([
  ['String', size(({ ns }) => string(durationText(ns)))],
  ['Hours', inUnits(3_600n * NS_PER_SECOND)],
  ['Minutes', inUnits(60n * NS_PER_SECOND)],
  ['Seconds', inUnits(NS_PER_SECOND)],
  ['Milliseconds', size(({ ns }) => int(ns / 1_000_000n, 'int64'))],
  ['Microseconds', size(({ ns }) => int(ns / 1_000n, 'int64'))],
  ['Nanoseconds', size(({ ns }) => int(ns, 'int64'))],
  ['Abs', size(({ ns }) => durationNs(ns < 0n ? -ns : ns))],
  ['Round', ({ ns }) => fixed(['duration'], (args) => durationNs(roundDuration(ns, durationOf(args))))],
  ['Truncate', ({ ns }) => fixed(['duration'], (args) => durationNs(truncated(ns, durationOf(args))))],
]);

/** The method of a time or duration; undefined where the value has none of this name. */
export function timeMethodOf(value: Value, name: string): TemplateFunction | undefined {
  if (value.kind === 'time') return timeMethods.get(name)?.(value);
  return value.kind === 'duration' ? durationMethods.get(name)?.(value) : undefined;
}

/** Whole units since 1970, of which the one that is under way does not count. */
function unixIn(unit: bigint): Method<TimeValue> {
  return part(({ ns }) => int((ns - (((ns % unit) + unit) % unit)) / unit, 'int64'));
}

function formatted(ns: bigint, layout: string, { meter }: Caller): string {
  meter.examines(layout.length);
  return formatTime(ns, layout);
}

function truncated(ns: bigint, unit: bigint): bigint {
  return unit <= 0n ? ns : ns - (ns % unit);
}
