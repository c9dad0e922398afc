import {
  type ModelAnswer,
  type ModelAssigned,
  type ModelAssignment,
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

/** A version of a model that is one tenant's own. */
export interface FakeTenantModel extends FakeModel {
  readonly tenant: string;
  readonly model: string;
}

/** Models that are functions, for tests of whoever asks. */
export class FakeModelServer implements ModelServer {
  readonly #models: ReadonlyMap<string, FakeModel>;
  readonly #ofTenants: readonly FakeTenantModel[];
  readonly #assigned = new Map<string, FakeTenantModel>();
  #closed = false;

  constructor(models: ReadonlyMap<string, FakeModel>, ofTenants: readonly FakeTenantModel[] = []) {
    this.#models = models;
    this.#ofTenants = ofTenants;
  }

  async infer({ model: name, tenant, windows, inputs }: ModelRequest): Promise<ModelAnswer> {
    if (this.#closed) return { kind: 'refused', reason: 'closed', message: 'the server is closed' };
    const model = this.#assigned.get(`${tenant} ${name}`) ?? this.#models.get(name);
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

  async assign({ tenant, model, version }: ModelAssignment): Promise<ModelAssigned> {
    if (version === null) {
      this.#assigned.delete(`${tenant} ${model}`);
      return { kind: 'assigned' };
    }
    const found = this.#ofTenants.find(
      (each) => each.tenant === tenant && each.model === model && each.version === version,
    );
    if (found === undefined) return { kind: 'refused', message: `${tenant} has no version ${version} of ${model}` };
    this.#assigned.set(`${tenant} ${model}`, found);
    return { kind: 'assigned' };
  }

  report(): ModelReport {
    const ofAll = Array.from(this.#models, ([model, { version }]) => ({ model, version }));
    const ofTenants = [...this.#assigned.values()].map(({ tenant, model, version }) => ({ tenant, model, version }));
    return { served: [...ofAll, ...ofTenants], refused: [], windowsShed: 0, provider: null };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }
}
