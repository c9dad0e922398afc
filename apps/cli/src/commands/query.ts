import type { Schema } from '@tocsin/client/call';
import { connect } from '../connection/connect.js';
import { type Invocation, type Run, textOption } from '../frame/command.js';
import { CommandError, exit } from '../frame/exit.js';
import { durationOption, timeOption } from '../frame/times.js';
import { labelsText, timeText } from '../output/plain.js';
import { printList } from '../output/print.js';
import type { Column } from '../output/table.js';

/** One value of one series at one time: what every result of a query comes down to. */
interface QueriedSample {
  readonly metric: Readonly<Record<string, string>>;
  /** Seconds since 1970, as Prometheus tells times. */
  readonly time: number;
  readonly value: string;
}

const columns: readonly Column<QueriedSample>[] = [
  { heading: 'SERIES', text: ({ metric: { __name__ = '', ...labels } }) => `${__name__}${labelsText(labels)}` },
  { heading: 'TIME', text: ({ time }) => timeText(time * 1_000) },
  { heading: 'VALUE', text: ({ value }) => value, isNumber: true },
];

/** Evaluates an expression at one time, or at every step of a range. */
export const run: Run = async (invocation) => {
  const [query = ''] = invocation.args;
  const range = rangeOf(invocation);
  const time = textOption(invocation, 'time');
  const { now } = invocation.surroundings;
  const tocsin = await connect(invocation);
  const { data } =
    range === null
      ? await tocsin.prometheusQueryByForm({
          form: { query, ...(time === undefined ? {} : { time: secondsText(timeOption('--time', time, now())) }) },
        })
      : await tocsin.prometheusQueryRangeByForm({ form: { query, ...range } });
  const items = samplesOf((data as { data: Schema<'PrometheusResult'> }).data);
  await printList(invocation, { items, columns, name: nameOf, none: 'no series' });
  return exit.ok;
};

const nameOf = ({ metric: { __name__ = '', ...labels } }: QueriedSample): string => `${__name__}${labelsText(labels)}`;
const secondsText = (ms: number): string => String(ms / 1_000);

/** @returns null for a query of one time */
function rangeOf(invocation: Invocation): { start: string; end: string; step: string } | null {
  const [start, end, step] = ['start', 'end', 'step'].map((name) => textOption(invocation, name));
  if (start === undefined && end === undefined && step === undefined) return null;
  if (start === undefined)
    throw new CommandError(
      exit.usage,
      'a range has no beginning',
      '--start',
      'give --start, and --end and --step as needed',
    );
  if (textOption(invocation, 'time') !== undefined)
    throw new CommandError(exit.usage, 'a range has no single time', '--time', 'give either --time or --start');
  const now = invocation.surroundings.now();
  const [from, to] = [timeOption('--start', start, now), end === undefined ? now : timeOption('--end', end, now)];
  const stepMs = durationOption('--step', step ?? '1m');
  return { start: secondsText(from), end: secondsText(to), step: secondsText(stepMs) };
}

function samplesOf({ resultType, result }: Schema<'PrometheusResult'>): QueriedSample[] {
  switch (resultType) {
    case 'vector':
      return result.map(({ metric, value: [time, value] }) => ({ metric, time, value }));
    case 'matrix':
      return result.flatMap(({ metric, values }) => values.map(([time, value]) => ({ metric, time, value })));
    default:
      return [{ metric: {}, time: result[0], value: result[1] }];
  }
}
