import { nabFiles } from '../nab.js';
import { nabProfiles, nabScore, type NabProfile, probationOf, type ScoredRecording } from './nab-score.js';

const standard = nabProfiles['standard'] as NabProfile;
const sigmoid = (position: number): number => 2 / (1 + Math.exp(5 * position)) - 1;

/** 100 rows, of which the first 15 are probation, with a window from 40 to 49; 1 where something is said. */
function recording(...detections: number[]): ScoredRecording {
  const scores = new Float64Array(100);
  for (const row of detections) scores[row] = 1;
  return { scores, windows: [{ from: 40, to: 49 }] };
}

const normalised = (raw: number, windows = 1): number => (100 * (raw + windows)) / (2 * windows);

describe('the published lines come out on the recordings', () => {
  const profiles = Object.entries(nabProfiles);

  test.each(profiles)('null, which says 0.5 of every row, gets 0: %s', async (_, profile) => {
    const files = await nabFiles();
    const said = files.map(({ values, windows }) => ({ scores: new Float64Array(values.length).fill(0.5), windows }));
    expect(nabScore(said, profile).score).toBe(0);
  });

  test.each(profiles)('perfect, which says the first row of each window, gets 100: %s', async (_, profile) => {
    const files = await nabFiles();
    const said = files.map(({ values, windows }) => {
      const scores = new Float64Array(values.length);
      for (const { from } of windows) scores[from] = 1;
      return { scores, windows };
    });
    expect(nabScore(said, profile)).toMatchObject({ score: 100, falseAlarms: 0 });
  });

  test('there are 50 windows in them, each inside its file and behind its probation', async () => {
    const files = (await nabFiles()).filter(({ path }) => /^(art|realAdExchange|realAWSCloudwatch)/.test(path));
    expect(files).toHaveLength(34);
    expect(files.flatMap(({ windows }) => windows)).toHaveLength(50);
    for (const { windows, values } of files) {
      for (const { from, to } of windows) {
        expect(from).toBeGreaterThanOrEqual(probationOf(values.length));
        expect(to).toBeGreaterThan(from);
        expect(to).toBeLessThan(values.length);
      }
    }
  });
});

test('probation is 15 % of a file, and 750 rows at most', () => {
  expect(probationOf(1_000)).toBe(150);
  expect(probationOf(22_695)).toBe(750);
});

test('a detection in a window weighs by how early it is, and the earliest counts', () => {
  expect(nabScore([recording(40)], standard).score).toBeCloseTo(100, 12);
  const late = sigmoid(-0.5) / sigmoid(-1);
  expect(nabScore([recording(45)], standard).score).toBeCloseTo(normalised(late), 12);
  expect(nabScore([recording(45, 46, 49)], standard).score).toBeCloseTo(normalised(late), 12);
});

test('a false alarm costs in full before any window, and behind one by its distance', () => {
  expect(nabScore([recording(20, 40)], standard).score).toBeCloseTo(normalised(1 - 0.11), 12);
  expect(nabScore([recording(40, 53)], standard).score).toBeCloseTo(normalised(1 + 0.11 * sigmoid(4 / 9)), 12);
  expect(nabScore([recording(40, 99)], standard).score).toBeCloseTo(normalised(1 - 0.11), 12);
});

test('what is said in probation costs nothing and finds nothing', () => {
  expect(nabScore([recording(3, 40)], standard).score).toBeCloseTo(100, 12);
  expect(nabScore([recording(3)], standard).score).toBe(0);
});

test('one threshold, the best one, is for all recordings', () => {
  const quiet = recording(40);
  const scores = Float64Array.from(quiet.scores, (score, row) => (row === 60 ? 0.7 : 0.5 * score));
  const loud = { scores, windows: quiet.windows };
  const { score, threshold, falseAlarms } = nabScore([quiet, loud], standard);
  expect(threshold).toBe(0.5);
  expect(falseAlarms).toBe(1);
  expect(score).toBeCloseTo(normalised(2 + 0.11 * sigmoid(11 / 9), 2), 12);
});

test('rows of one score come in together', () => {
  const all = { ...recording(), scores: new Float64Array(100).fill(1) };
  const falseAlarms = 25 + 50;
  const result = nabScore([all], { ...standard, fpWeight: 0.001 });
  expect(result).toMatchObject({ threshold: 1, falseAlarms, windowsFound: 1 });
});
