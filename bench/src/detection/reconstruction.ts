import { readFile } from 'node:fs/promises';
import { openModelServer } from '@tocsin/adapter-onnx/open-model-server';
import type { Member } from '@tocsin/domain/detection/members';
import type { Observation } from '@tocsin/domain/detection/streaming-scorer';
import { normalisedWindow } from '@tocsin/domain/models/normalised-window';
import { type ModelServer, REQUEST_WINDOWS_MAX } from '@tocsin/ports/model-server';
import { systemClock } from '@tocsin/runtime/system-clock';
import type { Recording } from '@tocsin/testing/nab';

const ROOT = new URL('../../../', import.meta.url).pathname;
const LENGTH = 50;

interface Errors {
  /** At the window's last value, in the window's deviations. */
  readonly last: Float64Array;
  /** The mean over the window, in its deviations. */
  readonly mean: Float64Array;
  /** At the last value, in the series' own unit. */
  readonly unit: Float64Array;
}

/** How far the auto-encoder's reconstruction is off, for each row of a recording. */
export interface Reconstruction extends Errors {
  readonly times: readonly number[];
}

/** What the released auto-encoder makes of the window of 50 values that ends with each row; nothing is looked up ahead. */
export async function reconstructions(recordings: readonly Recording[]): Promise<ReadonlyMap<string, Reconstruction>> {
  const key = await readFile(`${ROOT}config/model-keys/release.pem`, 'utf8');
  const server = openModelServer(
    { dir: `${ROOT}models`, trustedKeys: [key] },
    { clock: systemClock, precision: 'fp32', threads: 1, coreShare: 1 },
  );
  const all = new Map<string, Reconstruction>();
  for (const recording of recordings) all.set(recording.path, await reconstructed(server, recording));
  await server.close();
  return all;
}

async function reconstructed(server: ModelServer, { times, values }: Recording): Promise<Reconstruction> {
  const column = (): Float64Array => new Float64Array(values.length);
  const errors = { times, last: column(), mean: column(), unit: column() };
  for (let from = LENGTH - 1; from < values.length; from += REQUEST_WINDOWS_MAX) {
    const windows = Array.from({ length: Math.min(REQUEST_WINDOWS_MAX, values.length - from) }, (_, i) =>
      normalisedWindow(values.slice(from + i + 1 - LENGTH, from + i + 1)),
    );
    const input = new Float32Array(windows.length * LENGTH);
    windows.forEach(({ values: window }, i) => input.set(window, i * LENGTH));
    const request = { model: 'lstm-autoencoder', windows: windows.length, inputs: { windows: input }, usefulness: 1 };
    const answer = await server.infer(request);
    if (answer.kind === 'refused') throw new Error(answer.message);
    windows.forEach(({ deviation }, i) => {
      const off = Array.from({ length: LENGTH }, (_, at) => {
        const place = i * LENGTH + at;
        return Math.abs((input[place] as number) - (answer.output[place] as number));
      });
      errors.last[from + i] = off[LENGTH - 1] as number;
      errors.mean[from + i] = off.reduce((sum, one) => sum + one, 0) / LENGTH;
      errors.unit[from + i] = (off[LENGTH - 1] as number) * deviation;
    });
  }
  return errors;
}

/** What of the errors a member is made of, by its name; where it fires, it asks whether something begins. */
const made: Readonly<Record<string, { readonly error: keyof Errors; readonly firing?: number }>> = {
  autoencoder_last: { error: 'last' },
  autoencoder_unit: { error: 'unit' },
  autoencoder_mean: { error: 'mean' },
  autoencoder_mean_onset: { error: 'mean', firing: 1 },
};

/** Ways to make a member of the auto-encoder. */
export const autoencoderMembers: readonly string[] = Object.keys(made);

/** One of {@link autoencoderMembers} for the recording whose errors these are. */
export function autoencoderMember(name: string, { times, ...errors }: Reconstruction): Member {
  const { error, firing } = made[name] as { error: keyof Errors; firing?: number };
  const errorAt = new Map(times.map((time, row) => [time, errors[error][row] as number]));
  const score = ({ time, range }: Observation): number => (errorAt.get(time) ?? 0) / (error === 'unit' ? range : 1);
  return {
    name,
    create: () => ({ state: {}, score }),
    ...(firing === undefined ? { level: true } : { firing }),
  };
}
