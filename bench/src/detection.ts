import { type Member, members } from '@tocsin/domain/detection/members';
import { nabProfiles, nabScore, type NabProfile, type ScoredRecording } from '@tocsin/testing/detection/nab-score';
import { meanVusPr } from '@tocsin/testing/detection/vus-pr';
import { normal } from '@tocsin/domain/detection/noise.fake';
import { nabFiles, type Recording } from '@tocsin/testing/nab';
import { random, seasonalRobustZ, windowedGaussian } from './detection/baselines.js';
import type { BenchDetector } from './detection/bench-detector.js';
import { alone, candidates, ensemble } from './detection/members.js';
import {
  autoencoderMember,
  autoencoderMembers,
  type Reconstruction,
  reconstructions,
} from './detection/reconstruction.js';
import { report } from './report.js';

/** Makes a detector for one recording, with what the auto-encoder made of that. */
type Create = (reconstruction: Reconstruction | undefined) => BenchDetector;

const without = (name: string): Create => {
  return () => ensemble(members.filter((member) => member.name !== name));
};

const network = (name: string, reconstruction: Reconstruction | undefined): Member => {
  if (reconstruction === undefined) throw new Error('the auto-encoder has not been asked about this recording');
  return autoencoderMember(name, reconstruction);
};

/** Rows that ask a network. */
const withNetwork: readonly (readonly [string, Create])[] = autoencoderMembers.flatMap((name) => [
  [`${name} alone`, (reconstruction) => alone(network(name, reconstruction))] as const,
  [`ensemble with ${name}`, (reconstruction) => ensemble([...members, network(name, reconstruction)])] as const,
]);

/** What is measured: baselines, the ensemble, its two parts, each member alone, and the ensemble with one member less or more. */
const detectors: readonly (readonly [string, Create])[] = [
  ['null', () => ({ score: () => 0.5 })],
  ['random', random],
  ['windowed_gaussian', windowedGaussian],
  ['seasonal_robust_z', seasonalRobustZ],
  ['ensemble', () => ensemble()],
  ['ensemble, onset only', () => ensemble(members.map((member) => ({ ...member, level: false })))],
  [
    'ensemble, level only',
    () => ensemble(members.map(({ name, create, level }) => ({ name, create, level: level === true }))),
  ],
  ...[...members, ...candidates].map((member) => [`${member.name} alone`, () => alone(member)] as const),
  ...members.map(({ name }) => [`ensemble without ${name}`, without(name)] as const),
  ...candidates.map((member) => [`ensemble with ${member.name}`, () => ensemble([...members, member])] as const),
  ...withNetwork,
];

/**
 * Detectors of anomalies on the recordings of the Numenta Anomaly Benchmark: its score by three profiles, VUS-PR over the recordings that have a
 * window, what a sample costs (of the auto-encoder's members without the
 * network: `npm run bench -- inference` measures that), and what a series takes. One setting for all, each row judged by the rows before it.
 * `halves` are the files of even and of odd number in the order of their names, each with a threshold of its own.
 */
export async function detection([named]: readonly string[]): Promise<void> {
  const recordings = await nabFiles();
  const standard = nabProfiles['standard'] as NabProfile;
  const circumstances = { detector: 'the second half of each window' };
  report('detection', 'vus_pr', meanVusPr(recordings.map(secondHalves)), 'share', circumstances);
  if (named === undefined || named === 'ensemble') reportFalseAlarms();
  const asksNetwork = named === undefined || withNetwork.some(([name]) => name === named);
  const reconstructed = asksNetwork ? await reconstructions(recordings) : new Map<string, Reconstruction>();
  for (const [detector, create] of detectors) {
    if (named !== undefined && named !== detector) continue;
    const { scored, microseconds, bytes } = judge(recordings, ({ path }) => create(reconstructed.get(path)));
    for (const [profile, costs] of Object.entries(nabProfiles)) {
      const { score, threshold, windowsFound, windows, falseAlarms } = nabScore(scored, costs);
      report('detection', `nab_${profile}`, score, 'points', {
        detector,
        threshold,
        windowsFound,
        windows,
        falseAlarms,
      });
    }
    report('detection', 'vus_pr', meanVusPr(scored), 'share', { detector });
    for (const [half, parity] of [
      ['even', 0],
      ['odd', 1],
    ] as const) {
      const part = scored.filter((_, index) => index % 2 === parity);
      report('detection', 'nab_standard', nabScore(part, standard).score, 'points', { detector, half });
      report('detection', 'vus_pr', meanVusPr(part), 'share', { detector, half });
    }
    report('detection', 'cpu', microseconds, 'us/sample', { detector });
    if (bytes !== undefined) report('detection', 'memory', bytes, 'bytes/series', { detector });
  }
}

const NOISE_SEEDS = 20;
const NOISE_SAMPLES = 5_000;
/** What a series does before it has been seen for two days is not counted: all of it is new. */
const NOISE_YOUNG = 600;
const INTERVAL_MS = 300_000;

/** Series in which nothing happens, by the index of the sample and a number of normal distribution. */
const uneventful: readonly (readonly [string, (random: number, index: number) => number])[] = [
  ['normal', (random) => random],
  ['lognormal', (random) => Math.exp(random)],
  ['daily rhythm', (random, index) => 20 * Math.sin((2 * Math.PI * index) / 288) + random],
];

/** How often the ensemble's score reaches a threshold though nothing happens. */
function reportFalseAlarms(): void {
  for (const [series, valueAt] of uneventful) {
    const scores: number[] = [];
    for (let seed = 1; seed <= NOISE_SEEDS; seed++) {
      const random = normal(seed);
      const detector = ensemble();
      for (let index = 0; index < NOISE_SAMPLES; index++) {
        const score = detector.score(valueAt(random(), index), index * INTERVAL_MS);
        if (index >= NOISE_YOUNG) scores.push(score);
      }
    }
    for (const threshold of [0.9, 0.99, 0.999]) {
      const alarms = scores.filter((score) => score >= threshold).length;
      const circumstances = { series, threshold, alarms, samples: scores.length };
      report('detection', 'false_alarms', (1_000 * alarms) / scores.length, 'per 1,000 samples', circumstances);
    }
  }
}

/** What is left to find for a detector that does not look ahead, when windows are labelled around what happened. */
function secondHalves({ values, windows }: Recording): ScoredRecording {
  const scores = new Float64Array(values.length);
  for (const { from, to } of windows) scores.fill(1, (from + to) >> 1, to + 1);
  return { scores, windows };
}

function judge(
  recordings: readonly Recording[],
  create: (recording: Recording) => BenchDetector,
): { scored: ScoredRecording[]; microseconds: number; bytes: number | undefined } {
  let rows = 0;
  let bytes: number | undefined;
  const begin = process.cpuUsage();
  const scored = recordings.map((recording) => {
    const { values, times, windows } = recording;
    const detector = create(recording);
    rows += values.length;
    const scores = Float64Array.from(values, (value, row) => detector.score(value, times[row] as number));
    bytes = detector.bytes?.();
    return { scores, windows };
  });
  const { user, system } = process.cpuUsage(begin);
  return { scored, microseconds: (user + system) / rows, bytes };
}
