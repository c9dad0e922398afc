import { readFile } from 'node:fs/promises';
import { openModelServer } from '@tocsin/adapter-onnx/open-model-server';
import { CONTEXT_STEPS, FORECASTER_MODEL, type NetworkQuestion } from '@tocsin/domain/forecasting/network-question';
import { type Horizon, SeriesForecaster } from '@tocsin/domain/forecasting/series-forecaster';
import { type ModelServer, REQUEST_WINDOWS_MAX } from '@tocsin/ports/model-server';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Recording } from '@tocsin/testing/nab';
import { report } from '../report.js';

const ROOT = new URL('../../../', import.meta.url).pathname;

/** The rows at which a recording is asked about. */
export type AskedRows = (recording: Recording) => ReadonlySet<number>;

/** What the released forecaster told; nothing later than a row was shown to it. */
export interface NetworkAnswers {
  isAsked(recording: Recording, row: number): boolean;
  /** Null where there was too little to ask about. */
  of(recording: Recording, row: number, horizon: Horizon): Float32Array | null;
}

/**
 * Asks the network all that will be asked of it, in batches. Reports what a question costs, a copy of the past included, and what an
 * answer does; both in CPU time.
 */
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
  const asking = { questionUs: 0, answerUs: 0 };
  for (const recording of recordings) {
    const { questions, spentUs } = questionsOf(recording, rowsOf(recording), horizons);
    asking.questionUs += spentUs;
    const before = process.cpuUsage();
    for (let from = 0; from < questions.length; from += REQUEST_WINDOWS_MAX) {
      const some = questions.slice(from, from + REQUEST_WINDOWS_MAX);
      const output = await answered(
        server,
        some.map(({ question }) => question),
      );
      const size = output.length / some.length;
      some.forEach(({ name }, i) => answers.set(name, output.subarray(i * size, (i + 1) * size)));
    }
    asking.answerUs += spentSince(before);
  }
  await server.close();
  report('forecast', 'question_cpu', asking.questionUs / answers.size, 'us', { questions: answers.size });
  report('forecast', 'answer_cpu', asking.answerUs / answers.size, 'us', { questions: answers.size });
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
): { questions: { name: string; question: NetworkQuestion }[]; spentUs: number } {
  let spentUs = 0;
  const forecaster = new SeriesForecaster();
  const questions = recording.times.flatMap((time, row) => {
    forecaster.take(time, recording.values[row] as number);
    if (!asked.has(row)) return [];
    return horizons.flatMap((horizon) => {
      const before = process.cpuUsage();
      const outlook = forecaster.outlook(horizon);
      spentUs += spentSince(before);
      if (outlook.kind === 'abstained' || outlook.question === null) return [];
      return [{ name: nameOf(recording, row, horizon), question: outlook.question }];
    });
  });
  return { questions, spentUs };
}

function spentSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
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
