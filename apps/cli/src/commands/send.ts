import { readExpositionLine } from '@tocsin/domain/backtest/read-samples';
import { METRIC_NAME } from '@tocsin/domain/plan/label-set';
import type { Schema } from '@tocsin/client/call';
import { connect } from '../connection/connect.js';
import type { Run } from '../frame/command.js';
import { CommandError, exit } from '../frame/exit.js';

type Sample = Schema<'JsonSampleInput'>;

/** Most samples of one request: what the platform takes at once. */
const SAMPLES_MAX = 50_000;

/** Sends samples in Prometheus's text format, from the shell or from standard input. */
export const run: Run = async (invocation) => {
  const { args, surroundings } = invocation;
  const isPiped = args.length === 1 && args[0] === '-';
  const lines = isPiped ? (await surroundings.stdin()).split('\n') : args;
  const samples = lines.flatMap((line, i) => sampleOf(line, isPiped ? `standard input:${i + 1}` : `argument ${i + 1}`));
  if (samples.length === 0)
    throw new CommandError(
      exit.usage,
      'there is no sample',
      isPiped ? 'standard input' : '',
      'write one such as \'up{job="api"} 1\'',
    );
  const tocsin = await connect(invocation);
  let [accepted, refused] = [0, 0];
  for (let i = 0; i < samples.length; i += SAMPLES_MAX) {
    const { data } = await tocsin.sendMetrics({ body: { samples: samples.slice(i, i + SAMPLES_MAX) } });
    accepted += data.accepted;
    refused += data.refused;
  }
  surroundings.out.write(`${accepted} accepted, ${refused} refused\n`);
  return refused === 0 ? exit.ok : exit.failed;
};

function sampleOf(line: string, where: string): Sample[] {
  const own = line.trim();
  if (own === '' || own.startsWith('#')) return [];
  const read = readExpositionLine(own);
  const fix = 'write it as \'http_errors{job="api"} 5\', with a time in milliseconds behind it if need be';
  if (read.kind === 'refused') throw new CommandError(exit.usage, read.message, `${where}: ${own}`, fix);
  const { [METRIC_NAME]: metric, ...labels } = read.labels.toLabels();
  if (!Number.isFinite(read.value))
    throw new CommandError(exit.usage, `${read.value} is no finite number`, `${where}: ${own}`, fix);
  if (metric === undefined) throw new CommandError(exit.usage, 'the sample has no metric', `${where}: ${own}`, fix);
  return [{ metric, labels, value: read.value, ...(read.time === null ? {} : { timestamp: read.time }) }];
}
