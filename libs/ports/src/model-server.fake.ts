import {
  type ModelAnswer,
  type ModelReport,
  type ModelRequest,
  REQUEST_WINDOWS_MAX,
  type ModelServer,
} from './model-server.js';

export interface FakeModel {
  readonly version: string;
  /** How many values a window has, by input. */
  readonly inputs: Readonly<Record<string, number>>;
  /** What one window gets. */
  readonly answer: (window: Readonly<Record<string, Float32Array>>) => Float32Array;
}

/** Models that are functions, for tests of whoever asks. */
export class FakeModelServer implements ModelServer {
  readonly #models: ReadonlyMap<string, FakeModel>;
  #closed = false;

  constructor(models: ReadonlyMap<string, FakeModel>) {
    this.#models = models;
  }

  async infer({ model: name, windows, inputs }: ModelRequest): Promise<ModelAnswer> {
    if (this.#closed) return { kind: 'refused', reason: 'closed', message: 'the server is closed' };
    const model = this.#models.get(name);
    if (model === undefined) return { kind: 'refused', reason: 'unknown-model', message: `there is no model ${name}` };
    for (const [input, length] of Object.entries(model.inputs)) {
      const found = inputs[input]?.length;
      if (found === windows * length && windows >= 1 && windows <= REQUEST_WINDOWS_MAX) continue;
      const message = `input ${input} must have ${windows * length} values and has ${found ?? 'none'}`;
      return { kind: 'refused', reason: 'wrong-shape', message };
    }
    const rows = Array.from({ length: windows }, (_, row) =>
      model.answer(
        Object.fromEntries(
          Object.entries(model.inputs).map(([input, length]) => [
            input,
            inputs[input]?.subarray(row * length, (row + 1) * length) ?? new Float32Array(0),
          ]),
        ),
      ),
    );
    const output = Float32Array.from(rows.flatMap((row) => [...row]));
    return { kind: 'answered', output, version: model.version };
  }

  async refresh(): Promise<void> {}

  report(): ModelReport {
    const served = Array.from(this.#models, ([model, { version }]) => ({ model, version }));
    return { served, refused: [], windowsShed: 0 };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
