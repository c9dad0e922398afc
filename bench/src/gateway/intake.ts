import { mkdirSync } from 'node:fs';
import { debianProgram } from '@tocsin/testing/debian-program';
import { encodeRemoteWrite, remoteWriteHeaders } from '@tocsin/testing/remote-write';
import { systemClock } from '@tocsin/runtime/system-clock';
import { startPrometheusServer } from '../peer.js';
import { treeCpuSeconds } from '../process-tree.js';
import { report } from '../report.js';
import { withDirectory } from '../with-directory.js';
import { startGateway } from './running-gateway.js';

const BODY_SAMPLES = [1_000, 10_000];
/** Samples that warm up both sides, and are not counted; then those that are. */
const WARM_SAMPLES = 200_000;
const SAMPLES = 1_000_000;
/** Requests under way at once. Each sender has series of its own, so that no series' samples overtake each other. */
const SENDERS = 4;
const SENDER_SERIES = 10_000;
const SERIES = SENDERS * SENDER_SERIES;
const STEP_MS = 1_000;

/** What taking in the samples used. */
interface Intake {
  seconds: number;
  cpuSeconds: number;
  /** Of that, the thread of the log; nothing where there is none. */
  logCpuSeconds: number;
}
type Used = Omit<Intake, 'seconds'>;

/**
 * Samples by remote write, taken in by a gateway that has nothing else to do: by the clock, and for each second of CPU
 * time of its process without the thread in which the log is kept, and with it. Garbage collection and compression are
 * in it; evaluating is not. Debian's Prometheus takes the same bodies and also keeps them for queries.
 */
export async function measureIntake(): Promise<void> {
  const found = debianProgram('prometheus');
  if (found.kind === 'missing') process.stderr.write(`the peer is left out: ${found.reason}\n`);
  for (const bodySamples of BODY_SAMPLES) {
    const bodies = bodiesOf(bodySamples);
    const ours = await byGateway(bodies, bodySamples);
    const theirs = found.kind === 'there' ? await byPrometheus(found.path, bodies, bodySamples) : null;
    const bytes = bodies.reduce((sum, { length }) => sum + length, 0) / (WARM_SAMPLES + SAMPLES);
    const circumstances = {
      body_samples: bodySamples,
      series: SERIES,
      samples: SAMPLES,
      bytes_a_sample: rounded(bytes),
    };
    const tell = (metric: string, of: (intake: Intake) => number): void => {
      const beside =
        theirs === null
          ? {}
          : { peer: 'prometheus', peerValue: rounded(of(theirs)), ratio: rounded(of(ours) / of(theirs)) };
      report('gateway', metric, of(ours), 'samples/s', { ...circumstances, ...beside });
    };
    tell('intake_by_the_clock', ({ seconds }) => SAMPLES / seconds);
    tell('intake_a_core', ({ cpuSeconds, logCpuSeconds }) => SAMPLES / (cpuSeconds - logCpuSeconds));
    tell('intake_a_core_with_log', ({ cpuSeconds }) => SAMPLES / cpuSeconds);
  }
}

async function byGateway(bodies: readonly Uint8Array<ArrayBuffer>[], bodySamples: number): Promise<Intake> {
  return inDirectory(async (directory) => {
    const gateway = await startGateway({ directory, tenants: ['bench'], alerts: 0 });
    const headers = { ...remoteWriteHeaders, authorization: `Bearer ${gateway.tokens[0]}` };
    const intake = await sent(`${gateway.base}/api/v1/write`, headers, bodies, bodySamples, () => gateway.usage());
    await gateway.stop();
    return intake;
  });
}

async function byPrometheus(
  program: string,
  bodies: readonly Uint8Array<ArrayBuffer>[],
  bodySamples: number,
): Promise<Intake> {
  return inDirectory(async (directory) => {
    mkdirSync(`${directory}/prometheus`);
    const prometheus = await startPrometheusServer(program, directory, {}, []);
    const usage = async (): Promise<Used> => ({ cpuSeconds: treeCpuSeconds(prometheus.pid), logCpuSeconds: 0 });
    const intake = await sent(`${prometheus.base}/api/v1/write`, remoteWriteHeaders, bodies, bodySamples, usage);
    await prometheus.stop();
    return intake;
  });
}

async function inDirectory(use: (directory: string) => Promise<Intake>): Promise<Intake> {
  let intake: Intake | null = null;
  await withDirectory(async (directory) => void (intake = await use(directory)));
  if (intake === null) throw new Error('nothing was measured');
  return intake;
}

/** Sends the bodies in their order, those of the warm-up first. */
async function sent(
  url: string,
  headers: Record<string, string>,
  bodies: readonly Uint8Array<ArrayBuffer>[],
  bodySamples: number,
  usage: () => Promise<Used>,
): Promise<Intake> {
  const warm = WARM_SAMPLES / bodySamples;
  await sendAll(url, headers, bodies.slice(0, warm));
  const [before, began] = [await usage(), performance.now()];
  await sendAll(url, headers, bodies.slice(warm));
  const seconds = (performance.now() - began) / 1_000;
  const after = await usage();
  return {
    seconds,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    logCpuSeconds: after.logCpuSeconds - before.logCpuSeconds,
  };
}

async function sendAll(
  url: string,
  headers: Record<string, string>,
  bodies: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const send = async (body: Uint8Array<ArrayBuffer>): Promise<void> => {
    const answer = await fetch(url, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  await Promise.all(
    Array.from({ length: SENDERS }, async (_, sender) => {
      for (let i = sender; i < bodies.length; i += SENDERS) await send(bodies[i] as Uint8Array<ArrayBuffer>);
    }),
  );
}

/** Bodies with one sample of each of their series; every sender's turn comes again with each {@link SENDERS}th. */
function bodiesOf(bodySamples: number): Uint8Array<ArrayBuffer>[] {
  const parts = SENDER_SERIES / bodySamples;
  const rounds = (WARM_SAMPLES + SAMPLES) / SERIES;
  const begin = systemClock.now() - rounds * STEP_MS;
  return Array.from({ length: (WARM_SAMPLES + SAMPLES) / bodySamples }, (_, i) => {
    const [sender, turn] = [i % SENDERS, Math.floor(i / SENDERS)];
    const first = sender * SENDER_SERIES + (turn % parts) * bodySamples;
    const round = Math.floor(turn / parts);
    return encodeRemoteWrite(
      Array.from({ length: bodySamples }, (_unused, n) => ({
        labels: labelsOf(first + n),
        samples: [{ value: ((first + n) % 97) + round / 8, timestamp: begin + round * STEP_MS }],
      })),
    );
  });
}

/** Six labels and a name, as a node exporter's series have them. */
const labelsOf = (series: number): { name: string; value: string }[] =>
  Object.entries({
    __name__: 'node_cpu_seconds_total',
    cpu: String(series % 8),
    env: 'production',
    instance: `host-${Math.floor(series / 64)}.eu-west-1.example:9100`,
    job: 'node',
    mode: `mode-${Math.floor(series / 8) % 8}`,
    region: 'eu-west-1',
  }).map(([name, value]) => ({ name, value }));

const rounded = (value: number): number => Number(value.toPrecision(4));
