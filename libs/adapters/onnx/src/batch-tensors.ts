import { type ModelAnswer, type ModelRequest, REQUEST_WINDOWS_MAX } from '@tocsin/ports/model-server';
import { type ModelCard, valuesOf } from './model-card.js';

/** A request of a batch, and who is told what it gets. */
export interface Asked {
  readonly request: ModelRequest;
  readonly answer: (answer: ModelAnswer) => void;
}

/** What of a request does not fit the card; undefined when all does. */
export function wrongShape(card: ModelCard, { windows, inputs }: ModelRequest): string | undefined {
  if (!Number.isInteger(windows) || windows < 1 || windows > REQUEST_WINDOWS_MAX) {
    return `a request has 1 to ${REQUEST_WINDOWS_MAX} windows, and this one has ${windows}`;
  }
  for (const input of card.inputs) {
    const [found, expected] = [inputs[input.name]?.length, windows * valuesOf(input)];
    if (found !== expected) return `input ${input.name} must have ${expected} values, and has ${found ?? 'none'}`;
  }
  return undefined;
}

export const windowsOf = (batch: readonly Asked[]): number =>
  batch.reduce((sum, { request }) => sum + request.windows, 0);

/** The inputs of a batch, one request after the other. */
export function joined(card: ModelCard, batch: readonly Asked[]): Float32Array[] {
  const windows = windowsOf(batch);
  return card.inputs.map((input) => {
    const all = new Float32Array(windows * valuesOf(input));
    let at = 0;
    for (const { request } of batch) {
      const part = request.inputs[input.name] ?? new Float32Array(0);
      all.set(part, at);
      at += part.length;
    }
    return all;
  });
}

/** Gives each request of a batch its part of the output. */
export function handOut(output: Float32Array, batch: readonly Asked[], { output: shape, version }: ModelCard): void {
  let at = 0;
  for (const { request, answer } of batch) {
    const end = at + request.windows * valuesOf(shape);
    answer({ kind: 'answered', output: output.slice(at, end), version });
    at = end;
  }
}
