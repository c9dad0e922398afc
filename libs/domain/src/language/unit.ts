/** What a number counts; numbers of one dimension can be converted into each other. */
export interface Unit {
  readonly dimension: 'time' | 'bytes' | 'share' | 'temperature' | 'rate' | 'byte_rate' | 'count' | 'money';
  /** How many of the dimension's base unit it is: seconds, bytes, the whole, degrees, events and bytes a second. */
  readonly size: number;
  /** As it is written behind a number. */
  readonly name: string;
}

const unit = (dimension: Unit['dimension'], size: number, name: string): Unit => ({ dimension, size, name });

export const units = {
  milliseconds: unit('time', 0.001, 'ms'),
  seconds: unit('time', 1, 's'),
  minutes: unit('time', 60, 'min'),
  hours: unit('time', 3_600, 'h'),
  days: unit('time', 86_400, 'd'),
  bytes: unit('bytes', 1, 'B'),
  ratio: unit('share', 1, ''),
  percent: unit('share', 0.01, '%'),
  celsius: unit('temperature', 1, '°C'),
  perSecond: unit('rate', 1, '/s'),
  bytesPerSecond: unit('byte_rate', 1, 'B/s'),
  count: unit('count', 1, ''),
  euros: unit('money', 1, 'EUR'),
} as const;

/** The last parts of metrics' names that tell their unit, as OpenMetrics and its users write them. */
const suffixes: ReadonlyMap<string, Unit> = new Map([
  ['seconds', units.seconds],
  ['milliseconds', units.milliseconds],
  ['ms', units.milliseconds],
  ['microseconds', unit('time', 1e-6, 'µs')],
  ['minutes', units.minutes],
  ['hours', units.hours],
  ['days', units.days],
  ['bytes', units.bytes],
  ['megabytes', unit('bytes', 1e6, 'MB')],
  ['mb', unit('bytes', 1e6, 'MB')],
  ['gb', unit('bytes', 1e9, 'GB')],
  ['ratio', units.ratio],
  ['percent', units.percent],
  ['pct', units.percent],
  ['percentage', units.percent],
  ['celsius', units.celsius],
  ['euros', units.euros],
  ['eur', units.euros],
]);

/** Parts of a name that say how something is counted, not what. */
const countingWords: ReadonlySet<string> = new Set(['total', 'count', 'sum', 'bucket', 'info']);

/** Gauges that many agents push in percent, though their names do not say so. */
const percentGauges: ReadonlySet<string> = new Set(
  ['cpu', 'memory', 'disk', 'mem', 'ram', 'swap'].flatMap((what) =>
    ['usage', 'utilization', 'utilisation', 'used'].map((how) => `${what}_${how}`),
  ),
);

/** The unit that a metric's name tells; null where it tells none. */
export function unitOfMetric(metric: string): Unit | null {
  const parts = metric.toLowerCase().split(/[_.:]/);
  while (countingWords.has(parts.at(-1) ?? '')) parts.pop();
  const told = suffixes.get(parts.at(-1) ?? '');
  if (told !== undefined) return told;
  return percentGauges.has(metric.toLowerCase()) ? units.percent : null;
}

/** Whether a metric counts up for good, by its name. */
export const isCounter = (metric: string): boolean => metric.endsWith('_total');

/** The parts of a metric's name that say what it is, without its unit and how it is counted. */
export function nameParts(metric: string): string[] {
  const parts = metric
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[_.:]/)
    .filter((part) => part !== '');
  while (parts.length > 1 && (countingWords.has(parts.at(-1) as string) || suffixes.has(parts.at(-1) as string)))
    parts.pop();
  return parts;
}

/** Units as people write them behind numbers. */
const written: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...named(['us', 'µs', 'microsecond', 'microseconds'], unit('time', 1e-6, 'µs')),
  ...named(['ms', 'msec', 'msecs', 'millis', 'millisecond', 'milliseconds'], units.milliseconds),
  ...named(['s', 'sec', 'secs', 'second', 'seconds'], units.seconds),
  ...named(['m', 'min', 'mins', 'minute', 'minutes'], units.minutes),
  ...named(['h', 'hr', 'hrs', 'hour', 'hours'], units.hours),
  ...named(['d', 'day', 'days'], units.days),
  ...named(['w', 'wk', 'week', 'weeks'], unit('time', 604_800, 'w')),
  ...named(['b', 'byte', 'bytes'], units.bytes),
  ...['kilo', 'mega', 'giga', 'tera', 'peta'].flatMap((prefix, i) => {
    const [letter, decimal, binary] = [prefix.charAt(0), 1_000 ** (i + 1), 1_024 ** (i + 1)];
    const big = letter.toUpperCase();
    return [
      ...named([`${letter}b`, `${prefix}byte`, `${prefix}bytes`], unit('bytes', decimal, `${big}B`)),
      ...named(
        [`${letter}ib`, `${prefix.slice(0, 2)}bibyte`, `${prefix.slice(0, 2)}bibytes`],
        unit('bytes', binary, `${big}iB`),
      ),
      ...named([`${letter}bit`, `${letter}bits`], unit('bytes', decimal / 8, `${big}bit`)),
      ...named([`${letter}bps`], unit('byte_rate', decimal / 8, `${big}bit/s`)),
    ];
  }),
  ...named(['%', 'percent', 'pct', 'per-cent', 'percents'], units.percent),
  ...named(['°', '°c', 'degree', 'degrees', 'celsius'], units.celsius),
  ...named(['rps', 'qps', 'tps', 'ops'], units.perSecond),
  ...named(['€', 'eur', 'euro', 'euros'], units.euros),
]);

function named(names: readonly string[], of: Unit): [string, Unit][] {
  return names.map((name) => [name, of]);
}

/** The unit that a word behind a number names; null where it is none. */
export const unitOfWord = (word: string): Unit | null => written.get(word) ?? null;

/** How many units of `to` a number of units of `from` is. */
export const converted = (value: number, from: Unit, to: Unit): number => rounded((value * from.size) / to.size);

/** Without the last digits, which are noise of binary fractions. */
export const rounded = (value: number): number => Number(value.toPrecision(12));
