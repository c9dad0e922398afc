import { noise, normal } from './noise.fake.js';
import { DeepAnomalyDetector, type Verdict } from './deep-anomaly-detector.js';
import { members } from './members.js';

const FIVE_MINUTES = 300_000;
const DAY = 288;

function judge(values: readonly number[], detector = new DeepAnomalyDetector()): Verdict[] {
  return values.map((value, index) => detector.score(value, index * FIVE_MINUTES));
}

const series = (length: number, valueAt: (index: number) => number): number[] =>
  Array.from({ length }, (_, index) => valueAt(index));
const onsets = (verdicts: readonly Verdict[]): number[] =>
  verdicts.flatMap(({ score }, index) => (score >= 0.9 ? [index] : []));
/** What is told of a series and not of its undisturbed twin. */
function news(disturbed: readonly number[], twin: readonly number[]): number[] {
  const usual = new Set(onsets(judge(twin)));
  return onsets(judge(disturbed)).filter((index) => !usual.has(index));
}
const reasons = (verdicts: readonly Verdict[]): (string | undefined)[] => [
  ...new Set(verdicts.map(({ abstained }) => abstained)),
];

test('a daily rhythm with noise, once it has been seen, raises nothing; a spike in it is told once, with its first sample', () => {
  const random = noise(1);
  const values = series(10 * DAY, (index) => 100 * Math.sin((2 * Math.PI * index) / DAY) + 5 * random());
  const seen = (index: number): boolean => index >= DAY;
  expect(onsets(judge(values)).filter(seen)).toEqual([]);
  const spiked = values.with(7 * DAY, 400).with(7 * DAY + 1, 400);
  expect(onsets(judge(spiked)).filter(seen)).toEqual([7 * DAY]);
});

test('a level that the series takes on is news when it begins, unusual for a while, and usual in the end', () => {
  const random = noise(1);
  const twin = series(12 * DAY, () => 20 + random());
  const moved = twin.map((value, index) => (index < 6 * DAY ? value : value + 40));
  const told = news(moved, twin);
  expect(told[0]).toBe(6 * DAY);
  expect(told.every((index) => index < 6 * DAY + 100)).toBe(true);
  const verdicts = judge(moved);
  const level = (index: number): number => (verdicts[index] as Verdict).level;
  expect(level(6 * DAY + 50)).toBeGreaterThan(level(6 * DAY - 1) + 0.5);
  expect(level(12 * DAY - 1)).toBeLessThan(level(6 * DAY + 50) - 0.5);
});

test('noise alone is news less than once in a thousand samples, once it has been seen for two days', () => {
  let told = 0;
  for (const kind of [noise, normal]) {
    for (let seed = 1; seed <= 3; seed++) {
      told += onsets(judge(series(2_600, kind(seed)))).filter((index) => index >= 600).length;
    }
  }
  expect(told).toBeLessThan(12);
});

test('what has happened before is not new when it happens again', () => {
  const random = noise(1);
  const verdicts = judge(series(10 * DAY, (index) => (index % DAY === 100 ? 90 : 10) + random()));
  expect(onsets(verdicts.slice(3 * DAY))).toEqual([]);
});

test('the shares of an explanation add up, and name the member that saw it', () => {
  const random = noise(1);
  const detector = new DeepAnomalyDetector();
  judge(
    series(3 * DAY, () => 50 + random()),
    detector,
  );
  detector.score(500, 3 * DAY * FIVE_MINUTES);
  const explanation = detector.explain();
  for (const part of ['onset', 'level']) {
    const shares = explanation.filter((contribution) => contribution.part === part).map(({ share }) => share);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  }
  expect(explanation[0]).toMatchObject({ member: 'new_value', part: 'onset' });
  expect(explanation).toHaveLength(
    members.filter(({ firing }) => firing !== undefined).length + members.filter(({ level }) => level === true).length,
  );
  detector.score(Number.NaN, 4 * DAY * FIVE_MINUTES);
  expect(detector.explain().every(({ strength, share }) => strength === 0 && share === 0)).toBe(true);
});

describe('bad input is not judged, and the reason is said', () => {
  test('not a number, all of it', () => {
    expect(reasons(judge(series(500, () => Number.NaN)))).toEqual(['not_a_number']);
    expect(reasons(judge(series(10, () => Number.POSITIVE_INFINITY)))).toEqual(['not_a_number']);
  });

  test('three samples', () => {
    expect(reasons(judge([1, 2, 3]))).toEqual(['too_few_samples']);
  });

  test('one value and no other; its first change is news', () => {
    const verdicts = judge([...series(500, () => 45), 46]);
    expect(reasons(verdicts.slice(96, 500))).toEqual(['constant']);
    expect((verdicts[500] as Verdict).score).toBeGreaterThan(0.9);
  });

  test('samples that come late, twice, or without a time', () => {
    const detector = new DeepAnomalyDetector();
    detector.score(1, 10);
    expect(detector.score(1, 10).abstained).toBe('out_of_order');
    expect(detector.score(1, 9).abstained).toBe('out_of_order');
    expect(detector.score(1, Number.NaN).abstained).toBe('not_a_number');
    expect(detector.score(1, 11).abstained).toBe('too_few_samples');
  });

  test('values of 10^18 are judged as any others; beyond 10^150 nobody can count', () => {
    const plain = noise(1);
    const large = noise(1);
    const expected = judge(series(5 * DAY, () => 1_000 + plain()).with(4 * DAY, 2_000));
    const verdicts = judge(series(5 * DAY, () => 1e18 + 1e15 * large()).with(4 * DAY, 2e18));
    verdicts.forEach(({ score }, index) => expect(score).toBeCloseTo((expected[index] as Verdict).score, 4));
    expect(onsets(verdicts)).toContain(4 * DAY);
    expect(judge([1e151])[0]?.abstained).toBe('too_large');
  });

  test('irregular sampling is judged sample by sample, and a burst in it is found', () => {
    const random = noise(1);
    const detector = new DeepAnomalyDetector();
    let time = 0;
    const verdicts = series(1_000, (index) => 5 + random() + (index === 900 ? 9 : 0)).map((value) => {
      time += 1_000 + Math.floor((random() + 1) ** 20);
      return detector.score(value, time);
    });
    expect(verdicts.slice(96).every(({ abstained }) => abstained === undefined)).toBe(true);
    expect(onsets(verdicts).filter((index) => index >= 600)).toEqual([900]);
  });

  test('a counter is judged by its increases: starting again is nothing, a burst is', () => {
    const counted = (start: number, burst: number): number[] => {
      const random = noise(1);
      let total = 0;
      return series(2_000, (index) => {
        if (index === start) total = 0;
        total += 100 + 10 * random() + (index === burst ? 2_000 : 0);
        return total;
      });
    };
    const undisturbed = counted(0, -1);
    expect(reasons(judge(undisturbed))).toEqual(['too_few_samples', undefined, 'became_counter']);
    expect(news(counted(1_000, -1), undisturbed)).toEqual([]);
    expect(news(counted(1_000, 1_500), undisturbed)).toEqual([1_500]);
  });

  test('a counter that turns out to be a level is learned anew', () => {
    const verdicts = judge(series(600, (index) => (index < 450 ? index : 450 - 0.1 * (index % 7))));
    expect(reasons(verdicts)).toContain('became_gauge');
  });

  test('milliseconds that become seconds are learned anew, and nothing is alarming from then on', () => {
    const random = noise(1);
    const values = series(8 * DAY, (index) => (200 + 20 * random()) / (index < 4 * DAY ? 1 : 1_000));
    const verdicts = judge(values);
    const changed = verdicts.findIndex(({ abstained }) => abstained === 'unit_changed');
    expect(changed).toBeGreaterThanOrEqual(4 * DAY);
    expect(changed).toBeLessThan(4 * DAY + 20);
    expect(onsets(verdicts.slice(changed))).toEqual([]);
    expect(verdicts.at(-1)?.abstained).toBeUndefined();
  });
});

test('a snapshot of other members is refused, and the part that does not fit is named', () => {
  const stored = new DeepAnomalyDetector(members.slice(1)).snapshot();
  expect(() => new DeepAnomalyDetector(members, stored)).toThrow('state.scorers.new_value is missing');
  const { lately: _, ...less } = new DeepAnomalyDetector().snapshot();
  expect(() => new DeepAnomalyDetector(members, less)).toThrow('state.lately is missing');
});
