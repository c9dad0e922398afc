import { readFile } from 'node:fs/promises';
import { openModelServer } from '@tocsin/adapter-onnx/open-model-server';
import { CONTEXT_STEPS, FORECASTER_MODEL, type NetworkQuestion } from '@tocsin/domain/forecasting/network-question';
import { type Horizon, SeriesForecaster } from '@tocsin/domain/forecasting/series-forecaster';
import { type ModelServer, REQUEST_WINDOWS_MAX } from '@tocsin/ports/model-server';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Recording } from '@tocsin/testing/nab';

const ROOT = new URL('../../../', import.meta.url).pathname;

/** The rows at which a recording is asked about. */
export type AskedRows = (recording: Recording) => ReadonlySet<number>;

/** What the released forecaster told; nothing later than a row was shown to it. */
export interface NetworkAnswers {
  isAsked(recording: Recording, row: number): boolean;
  /** Null where there was too little to ask about. */
  of(recording: Recording, row: number, horizon: Horizon): Float32Array | null;
}

/** Asks the network all that will be asked of it, in batches. */
export async function networkAnswers(
  recordings: readonly Recording[],
  rowsOf: AskedRows,
  horizons: readonly Horizon[],
): Promise<NetworkAnswers> {
  const key = await readFile(`${ROOT}config/model-keys/release.pem`, 'utf8');
  const server = openModelServer(
    { dir: `${ROOT}models`, trustedKeys: [key] },
    { clock: systemClock, precision: 'fp32', threads: 1, coreShare: 1 },
  );
  const answers = new Map<string, Float32Array>();
  for (const recording of recordings) {
    const questions = questionsOf(recording, rowsOf(recording), horizons);
    for (let from = 0; from < questions.length; from += REQUEST_WINDOWS_MAX) {
      const some = questions.slice(from, from + REQUEST_WINDOWS_MAX);
      const output = await answered(
        server,
        some.map(({ question }) => question),
      );
      const size = output.length / some.length;
      some.forEach(({ name }, i) => answers.set(name, output.subarray(i * size, (i + 1) * size)));
    }
  }
  await server.close();
  const asked = new Map(recordings.map((recording) => [recording.path, rowsOf(recording)]));
  return {
    isAsked: ({ path }, row) => asked.get(path)?.has(row) === true,
    of: (recording, row, horizon) => answers.get(nameOf(recording, row, horizon)) ?? null,
  };
}

function questionsOf(
  recording: Recording,
  asked: ReadonlySet<number>,
  horizons: readonly Horizon[],
): { name: string; question: NetworkQuestion }[] {
  const forecaster = new SeriesForecaster();
  return recording.times.flatMap((time, row) => {
    forecaster.take(time, recording.values[row] as number);
    if (!asked.has(row)) return [];
    return horizons.flatMap((horizon) => {
      const outlook = forecaster.outlook(horizon);
      if (outlook.kind === 'abstained' || outlook.question === null) return [];
      return [{ name: nameOf(recording, row, horizon), question: outlook.question }];
    });
  });
}

async function answered(server: ModelServer, questions: readonly NetworkQuestion[]): Promise<Float32Array> {
  const joined = (of: 'values' | 'observed'): Float32Array => {
    const all = new Float32Array(questions.length * CONTEXT_STEPS);
    questions.forEach(({ window }, i) => all.set(window[of], i * CONTEXT_STEPS));
    return all;
  };
  const inputs = { values: joined('values'), observed: joined('observed') };
  const answer = await server.infer({ model: FORECASTER_MODEL, windows: questions.length, inputs, usefulness: 1 });
  if (answer.kind === 'refused') throw new Error(answer.message);
  return answer.output;
}

const nameOf = ({ path }: Recording, row: number, horizon: Horizon): string => `${path} ${row} ${horizon}`;
