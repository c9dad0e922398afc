import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { FakeClock } from '@tocsin/ports/clock.fake';
import { describeModelServer } from '@tocsin/ports/model-server.contract';
import type { ModelAnswer, ModelServer } from '@tocsin/ports/model-server';
import { systemClock } from '@tocsin/runtime/system-clock';
import { readChecks } from './model-card.js';
import { ModelRegistry } from './model-registry.js';
import type { ModelServerSettings } from './onnx-model-server.js';
import { openModelServer } from './open-model-server.js';
import { writeModel } from './write-model.js';

const root = join(__dirname, '../../../..');
const models = join(root, 'models');
const built = (file: string): URL => pathToFileURL(join(__dirname, '../dist', file));
const settings: ModelServerSettings = {
  clock: systemClock,
  precision: 'fp32',
  threads: 1,
  coreShare: 1,
  threadCode: built('inference-thread-main.js'),
};

let releaseKey: string;
let dir: string;
const own = generateKeyPairSync('ed25519');
const ownKey = own.publicKey.export({ type: 'spki', format: 'pem' });
beforeAll(async () => void (releaseKey = await readFile(join(root, 'config/model-keys/release.pem'), 'utf8')));
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'tocsin-models-'))));
afterEach(() => rm(dir, { recursive: true }));

const folderOf = (model: string, version: string): string => join(dir, model, version);

/** A copy of the released auto-encoder as another version, whose card may be changed, signed with a key of our own. */
async function written(
  version: string,
  change: (card: Record<string, unknown>) => void = () => {},
  key: KeyObject = own.privateKey,
) {
  const folder = folderOf('lstm-autoencoder', version);
  await cp(join(models, 'lstm-autoencoder/1.0.0'), folder, { recursive: true });
  const card = JSON.parse(await readFile(join(folder, 'card.json'), 'utf8'));
  card.version = version;
  change(card);
  const bytes = Buffer.from(JSON.stringify(card));
  await writeFile(join(folder, 'card.json'), bytes);
  await writeFile(join(folder, 'card.json.sig'), sign(null, bytes, key).toString('base64'));
  return folder;
}

/** The released auto-encoder as a tenant's own, which reconstructs all higher. */
async function writtenByTenant(tenant: string, version: string, higher: number): Promise<void> {
  const registry = new ModelRegistry(models, [releaseKey]);
  const released = await registry.verify('lstm-autoencoder', '1.0.0', 'fp32');
  if (released.kind === 'refused') throw new Error(released.message);
  const { card, checks, content: unchanged } = released.model;
  const { graph, step } = await registry.trainStep(released.model);
  const { offset, shape: [size] } = step.parameters.find(({ name }) => name === 'write_bias') ?? { offset: 0, shape: [0] }; // prettier-ignore
  const content = Buffer.from(unchanged);
  for (let i = 0; i < (size ?? 0); i += 1)
    content.writeFloatLE(content.readFloatLE(offset + 4 * i) + higher, offset + 4 * i);
  const output = checks.output.map((value) => value + higher);
  const model = { parent: card, version, content, checks: { ...checks, output }, graph, provenance: {} };
  await writeModel(join(dir, 'tenants', tenant), model, own.privateKey);
}

function ask(server: ModelServer, windows = 1, usefulness = 1, start = 0): Promise<ModelAnswer> {
  const values = Float32Array.from({ length: windows * 50 }, (_, i) => Math.sin(start * 50 + i));
  return server.infer({ model: 'lstm-autoencoder', windows, inputs: { windows: values }, usefulness });
}

async function withServer(
  use: (server: ModelServer) => Promise<void>,
  change: Partial<ModelServerSettings> = {},
  where = dir,
) {
  const folders = { dir: where, trustedKeys: [releaseKey, ownKey.toString()] };
  const server = openModelServer(folders, { ...settings, ...change });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

describeModelServer('the ONNX model server', async () => {
  const versions = ['1.0.1', '1.0.2'] as const;
  for (const [i, version] of versions.entries()) await writtenByTenant('acme', version, i + 1);
  const folders = { dir: models, tenantsDir: join(dir, 'tenants'), trustedKeys: [releaseKey, ownKey.toString()] };
  return {
    server: openModelServer(folders, settings),
    model: { name: 'lstm-autoencoder', input: 'windows', length: 50, output: 50 },
    tenant: { name: 'acme', versions },
  };
});

describe.each(['lstm-autoencoder', 'quantile-forecaster'])('%s as it is released', (model) => {
  test.each(['fp32', 'int8'] as const)('answers in %s what the network answered in training', async (precision) => {
    const checks = readChecks(await readFile(join(models, model, '1.0.0/checks.json')));
    await withServer(
      async (server) => {
        const inputs = Object.fromEntries(
          Object.entries(checks.inputs).map(([key, values]) => [key, Float32Array.from(values)]),
        );
        const answer = await server.infer({ model, windows: checks.count, inputs, usefulness: 1 });
        if (answer.kind !== 'answered') throw new Error(answer.message);
        expect(answer.output).toHaveLength(checks.output.length);
        const differences = checks.output.map((value, i) => Math.abs(value - (answer.output[i] ?? Number.NaN)));
        expect(Math.max(...differences)).toBeLessThanOrEqual(
          precision === 'fp32' ? 1e-4 : checks.largestDifference.int8,
        );
      },
      { precision },
      models,
    );
  });
});

describe('a model that is not what was signed', () => {
  const refusals: [string, RegExp, (folder: string) => Promise<unknown>][] = [
    ['a byte of it changed', /fp32\.onnx is not the file that was signed/, async (folder) => {
      const bytes = await readFile(join(folder, 'fp32.onnx'));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await writeFile(join(folder, 'fp32.onnx'), bytes);
    }],
    ['half of it', /fp32\.onnx is not the file that was signed/, async (folder) => {
      const bytes = await readFile(join(folder, 'fp32.onnx'));
      await writeFile(join(folder, 'fp32.onnx'), bytes.subarray(0, bytes.length >> 1));
    }],
    ['no signature', /is not signed/, (folder) => rm(join(folder, 'card.json.sig'))],
    ['no card', /card\.json/, (folder) => rm(join(folder, 'card.json'))],
    ['a card changed after it was signed', /not signed by any key/, async (folder) => {
      const card = await readFile(join(folder, 'card.json'), 'utf8');
      await writeFile(join(folder, 'card.json'), card.replace('Apache-2.0', 'Apache-2.1'));
    }],
    ['no file', /fp32\.onnx/, (folder) => rm(join(folder, 'fp32.onnx'))],
  ]; // prettier-ignore

  test.each(refusals)(
    '%s: it is refused with the reason, and the version before goes on serving',
    async (_, reason, spoil) => {
      await written('1.0.0');
      await withServer(async (server) => {
        expect(await ask(server)).toMatchObject({ kind: 'answered', version: '1.0.0' });
        await spoil(await written('1.0.1'));
        await server.refresh();
        expect(await ask(server)).toMatchObject({ kind: 'answered', version: '1.0.0' });
        expect(server.report()).toMatchObject({
          served: [{ model: 'lstm-autoencoder', version: '1.0.0' }],
          refused: [{ model: 'lstm-autoencoder', version: '1.0.1', message: expect.stringMatching(reason) }],
        });
      });
    },
  );

  test('signed by a stranger, it is refused; where there is no other, whoever asks is told', async () => {
    await written('1.0.0', undefined, generateKeyPairSync('ed25519').privateKey);
    await withServer(async (server) => {
      const answer = await ask(server);
      expect(answer).toMatchObject({ kind: 'refused', reason: 'unknown-model' });
      expect(answer.kind === 'refused' && answer.message).toContain('not signed by any key that is trusted here');
    });
  });

  test('in the folder of another model, it is refused', async () => {
    await written('1.0.0');
    await rename(join(dir, 'lstm-autoencoder'), join(dir, 'other'));
    await withServer(async (server) => {
      const answer = await server.infer({ model: 'other', windows: 1, inputs: {}, usefulness: 1 });
      expect(answer.kind === 'refused' && answer.message).toContain('lies in the folder of another model');
    });
  });

  test.each([
    [
      'shapes other than the card says',
      /input windows has shape \[batch, 50\], and the card says \[batch, 60\]/,
      60,
      1e-4,
    ],
    ['checks that it does not answer as in training', /otherwise than in training/, 50, -1],
  ])('rightly signed, with %s: it is refused', async (_, reason, length, tolerance) => {
    const folder = await written('1.0.0', (card) => {
      card['inputs'] = [{ name: 'windows', shape: ['batch', length] }];
    });
    const checks = JSON.parse(await readFile(join(folder, 'checks.json'), 'utf8'));
    checks.inputs.windows = Array.from({ length: checks.count * length }, (_, i) => checks.inputs.windows[i] ?? 0);
    if (tolerance < 0) checks.output[7] += 0.001;
    const bytes = Buffer.from(JSON.stringify(checks));
    await writeFile(join(folder, 'checks.json'), bytes);
    const card = JSON.parse(await readFile(join(folder, 'card.json'), 'utf8'));
    card.files.checks.sha256 = createHash('sha256').update(bytes).digest('hex');
    const cardBytes = Buffer.from(JSON.stringify(card));
    await writeFile(join(folder, 'card.json'), cardBytes);
    await writeFile(join(folder, 'card.json.sig'), sign(null, cardBytes, own.privateKey).toString('base64'));
    await withServer(async (server) => {
      const answer = await ask(server);
      expect(answer.kind === 'refused' && answer.message).toMatch(reason);
    });
  });

  test('a newer version that is good is served from the next refresh on', async () => {
    await written('1.0.0');
    await withServer(async (server) => {
      await ask(server);
      await written('1.0.10');
      await written('1.0.9');
      expect(await ask(server)).toMatchObject({ version: '1.0.0' });
      await server.refresh();
      expect(await ask(server)).toMatchObject({ version: '1.0.10' });
    });
  });
});

describe("a tenant's own version", () => {
  const folders = () => ({
    dir: models,
    tenantsDir: join(dir, 'tenants'),
    trustedKeys: [releaseKey, ownKey.toString()],
  });

  test('that was spoilt is refused with the reason, and what answered goes on', async () => {
    await writtenByTenant('acme', '1.0.1', 1);
    await writtenByTenant('acme', '1.0.2', 2);
    await writeFile(join(dir, 'tenants/acme/lstm-autoencoder/1.0.2/fp32.onnx'), 'nothing');
    const server = openModelServer(folders(), settings);
    try {
      const assign = (version: string, tenant = 'acme') =>
        server.assign({ tenant, model: 'lstm-autoencoder', version });
      expect(await assign('1.0.1')).toEqual({ kind: 'assigned' });
      expect(await assign('1.0.2')).toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('fp32.onnx is not the file that was signed'),
      });
      const [version] = server.report().refused;
      expect(version).toMatchObject({ tenant: 'acme', version: '1.0.2' });
      expect(server.report().served).toContainEqual({ tenant: 'acme', model: 'lstm-autoencoder', version: '1.0.1' });
      // A tenant's name leads nowhere else.
      expect(await assign('1.0.1', '../tenants/acme')).toMatchObject({ kind: 'refused' });
    } finally {
      await server.close();
    }
  });
});

describe('threads', () => {
  test('a hundred windows asked one by one are answered as in one batch', async () => {
    await withServer(
      async (server) => {
        const [whole, ...single] = await Promise.all([
          ask(server, 100),
          ...Array.from({ length: 100 }, (_, i) => ask(server, 1, 1, i)),
        ]);
        if (whole?.kind !== 'answered') throw new Error('not answered');
        for (const [i, answer] of single.entries()) {
          if (answer.kind !== 'answered') throw new Error(answer.message);
          const same = whole.output.subarray(i * 50, (i + 1) * 50);
          expect(
            Math.max(...answer.output.map((value, at) => Math.abs(value - (same[at] ?? Number.NaN)))),
          ).toBeLessThan(1e-4);
        }
      },
      {},
      models,
    );
  });

  test('without the libraries for a GPU they run on the CPU, and say why', async () => {
    await withServer(
      async (server) => {
        expect(server.report().provider).toBeNull();
        await ask(server);
        expect(server.report().provider).toMatchObject({ name: 'cpu', because: expect.stringContaining('CUDA') });
      },
      {},
      models,
    );
  });

  test('one that hangs is replaced after its time, and those who come then are answered', async () => {
    // It hangs at the windows that begin with 666, as a fault of a runtime would: for ever, and without saying anything.
    const hangs = join(dir, 'hangs.mjs');
    await writeFile(
      hangs,
      `import { parentPort } from 'node:worker_threads';
      const on = parentPort.on.bind(parentPort);
      parentPort.on = (name, listen) => on(name, (job) => {
        if (job.kind === 'run' && job.inputs[0][0] === 666) for (;;);
        listen(job);
      });
      await import(${JSON.stringify(built('inference-thread-main.js').href)});`,
    );
    await withServer(
      async (server) => {
        expect(await ask(server)).toMatchObject({ kind: 'answered' });
        const stuck = Float32Array.from({ length: 50 }, () => 666);
        const answer = await server.infer({
          model: 'lstm-autoencoder',
          windows: 1,
          inputs: { windows: stuck },
          usefulness: 1,
        });
        expect(answer).toMatchObject({ kind: 'refused', reason: 'timed-out' });
        expect(await ask(server)).toMatchObject({ kind: 'answered' });
      },
      { threadCode: pathToFileURL(hangs), timeoutMs: 3_000 },
      models,
    );
  }, 20_000);

  test('one that cannot start is a refusal with the reason', async () => {
    const broken = join(dir, 'broken.mjs');
    await writeFile(broken, 'throw new Error("no such processor");');
    await withServer(
      async (server) => {
        const answer = await ask(server);
        expect(answer.kind === 'refused' && answer.message).toContain('no such processor');
      },
      { threadCode: pathToFileURL(broken) },
      models,
    );
  });

  test('under pressure the least useful windows are shed, and told so', async () => {
    const clock = new FakeClock(0);
    await withServer(
      async (server) => {
        const asked = Array.from({ length: 20 }, (_, i) => ask(server, 10, i));
        const settled = asked.map((answer) => answer.then(({ kind }) => kind));
        const early = await Promise.all(settled.slice(0, 10));
        expect(new Set(early)).toEqual(new Set(['refused']));
        expect(await asked[0]).toMatchObject({ reason: 'shed' });
        await clock.advance(20);
        expect(new Set(await Promise.all(settled.slice(10)))).toEqual(new Set(['answered']));
        expect(server.report().windowsShed).toBe(100);
      },
      { clock, waitingWindowsMax: 100 },
      models,
    );
  });

  test('there is neither thread nor runtime before a model is asked for, and no thread after closing', async () => {
    // In a process of its own, since jest hides Node's event of a new thread.
    const program = `
      const running = new Set();
      const counts = [];
      process.on('worker', (worker) => { running.add(worker); worker.once('exit', () => running.delete(worker)); });
      const { openModelServer } = await import(${JSON.stringify(built('open-model-server.js').href)});
      const clock = { now: Date.now, wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()) };
      const settings = { clock, precision: 'int8', threads: 2, coreShare: 1 };
      const server = openModelServer(${JSON.stringify({ dir: models, trustedKeys: [releaseKey] })}, settings);
      counts.push(running.size);
      process.report.excludeNetwork = true;
      const libraries = () => process.report.getReport().sharedObjects.filter((file) => file.includes('libonnxruntime'));
      const before = libraries().length;
      const ask = () => server.infer({
        model: 'lstm-autoencoder', windows: 200, inputs: { windows: new Float32Array(200 * 50) }, usefulness: 1,
      });
      const answers = await Promise.all([ask(), ask(), ask()]);
      counts.push(running.size);
      const loaded = libraries().length;
      await server.close();
      counts.push(running.size);
      console.log(JSON.stringify({ counts, before, loaded, kinds: answers.map(({ kind }) => kind) }));`;
    const file = join(dir, 'counts.mjs');
    await writeFile(file, program);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    expect(JSON.parse(stdout)).toEqual({
      counts: [0, 2, 0],
      before: 0,
      loaded: 1,
      kinds: ['answered', 'answered', 'answered'],
    });
  });
});
