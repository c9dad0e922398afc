import { type ModelServer, REQUEST_WINDOWS_MAX } from './model-server.js';

export interface OpenedModelServer {
  readonly server: ModelServer;
  /** A model that is served, which has one input; how long a window and an output of it are. */
  readonly model: { readonly name: string; readonly input: string; readonly length: number; readonly output: number };
  /** A tenant with two versions of its own of that model, which answer otherwise. */
  readonly tenant: { readonly name: string; readonly versions: readonly [string, string] };
}

/** A window whose values are a function of its number. */
function windowOf(length: number, number: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin((number + 1) * (i + 1)));
}

/** The suite that every {@link ModelServer} must pass. */
export function describeModelServer(name: string, open: () => Promise<OpenedModelServer>): void {
  describe(name, () => {
    let opened: OpenedModelServer;
    beforeEach(async () => void (opened = await open()));
    afterEach(() => opened.server.close());

    const ask = (first: number, windows: number, model = opened.model.name, tenant?: string) => {
      const { input, length } = opened.model;
      const values = new Float32Array(length * windows);
      for (let i = 0; i < windows; i += 1) values.set(windowOf(length, first + i), i * length);
      const whose = tenant === undefined ? {} : { tenant };
      return opened.server.infer({ model, ...whose, windows, inputs: { [input]: values }, usefulness: 1 });
    };

    test('what a window gets does not hang on what it is asked with', async () => {
      const alone = await ask(3, 1);
      const together = await Promise.all([ask(0, 2), ask(2, 5), ask(7, 1)]);
      const { output } = opened.model;
      if (alone.kind !== 'answered' || together[1]?.kind !== 'answered') throw new Error('not answered');
      expect(together[1].output).toHaveLength(5 * output);
      const same = together[1].output.subarray(output, 2 * output);
      for (const [i, value] of alone.output.entries()) expect(same[i]).toBeCloseTo(value, 4);
      expect(alone.output.some((value) => value !== 0)).toBe(true);
    });

    test('says which version answered, and reports it as served', async () => {
      const answer = await ask(0, 1);
      expect(answer).toMatchObject({ kind: 'answered', version: expect.stringMatching(/^\d/) });
      expect(opened.server.report().served.map(({ model }) => model)).toContain(opened.model.name);
    });

    test('refuses a model that there is not', async () => {
      expect(await ask(0, 1, 'nobody')).toMatchObject({ kind: 'refused', reason: 'unknown-model' });
    });

    test('refuses inputs of another shape, and says which was expected', async () => {
      const { name: model, input, length } = opened.model;
      const { server } = opened;
      const short = await server.infer({
        model,
        windows: 2,
        inputs: { [input]: new Float32Array(length) },
        usefulness: 1,
      });
      expect(short).toMatchObject({ kind: 'refused', reason: 'wrong-shape' });
      expect(short.kind === 'refused' && short.message).toContain(String(2 * length));
      const other = await server.infer({
        model,
        windows: 1,
        inputs: { other: new Float32Array(length) },
        usefulness: 1,
      });
      expect(other).toMatchObject({ kind: 'refused', reason: 'wrong-shape' });
      expect(await ask(0, REQUEST_WINDOWS_MAX + 1)).toMatchObject({ kind: 'refused', reason: 'wrong-shape' });
    });

    describe('versions of a tenant', () => {
      const versionFor = async (tenant?: string): Promise<string> => {
        const answer = await ask(0, 1, opened.model.name, tenant);
        return answer.kind === 'answered' ? answer.version : answer.message;
      };
      const assign = (version: string | null) =>
        opened.server.assign({ tenant: opened.tenant.name, model: opened.model.name, version });

      test('answer it alone from the assignment on, until another is assigned or none', async () => {
        const { name: tenant, versions } = opened.tenant;
        const ofAll = await versionFor();
        expect(await versionFor(tenant)).toBe(ofAll);
        for (const version of [...versions, versions[0]]) {
          expect(await assign(version)).toEqual({ kind: 'assigned' });
          expect([await versionFor(tenant), await versionFor('other'), await versionFor()]).toEqual([
            version,
            ofAll,
            ofAll,
          ]);
          expect(opened.server.report().served).toContainEqual({ tenant, model: opened.model.name, version });
        }
        expect(await assign(null)).toEqual({ kind: 'assigned' });
        expect(await versionFor(tenant)).toBe(ofAll);
        expect(opened.server.report().served.filter((each) => each.tenant !== undefined)).toEqual([]);
      });

      test('and those of others and of all are not run together', async () => {
        const { name: tenant, versions } = opened.tenant;
        await assign(versions[0]);
        const [own, ofAll] = await Promise.all([ask(0, 1, opened.model.name, tenant), ask(0, 1)]);
        if (own.kind !== 'answered' || ofAll.kind !== 'answered') throw new Error('not answered');
        expect(own.version).toBe(versions[0]);
        expect([...own.output]).not.toEqual([...ofAll.output]);
      });

      test('that there are not are refused, and what answered goes on', async () => {
        const { name: tenant, versions } = opened.tenant;
        await assign(versions[1]);
        expect(await assign('9.9.9')).toMatchObject({ kind: 'refused', message: expect.stringContaining('9.9.9') });
        expect(await versionFor(tenant)).toBe(versions[1]);
      });
    });

    test('refuses what is asked after it was closed', async () => {
      await opened.server.close();
      expect(await ask(0, 1)).toMatchObject({ kind: 'refused', reason: 'closed' });
    });
  });
}
