import type { EpisodeStep } from '@tocsin/domain/backtest/episodes';
import { foresightLine, foresightOf, summedForesight } from './foresight-report.js';

const MINUTE_MS = 60_000;
const full = { id: 'full' };
const soon = { id: 'soon' };

/** Times that a rule fired and was resolved, in minutes; without an end it still fires. */
function fired({ id }: { id: string }, ...stretches: [number, number?][]): EpisodeStep[] {
  const transition = (state: EpisodeStep['state'], minute: number): EpisodeStep => ({
    ...{ rule_id: id, fingerprint: 'a', labels: {} },
    ...{ state, at: minute * MINUTE_MS },
  });
  return stretches.flatMap(([from, to]) => [
    transition('firing', from),
    ...(to === undefined ? [] : [transition('resolved', to)]),
  ]);
}

const report = (...transitions: EpisodeStep[]) =>
  foresightLine(
    foresightOf(transitions, { threshold: full, ahead: soon, horizonMs: 60 * MINUTE_MS, endedAt: 1_000 * MINUTE_MS }),
  );
const nothing = {
  ...{ breaches: 0, foreseen: 0, told_too_soon: 0, missed: 0, median_lead_min: null },
  ...{ warnings: 0, early: 0, late: 0, wrong: 0, open: 0 },
};

test('a warning before the breach, by the horizon at most, foresees it', () => {
  const seen = { ...nothing, breaches: 1, foreseen: 1, warnings: 1, early: 1 };
  expect(report(...fired(soon, [100, 130]), ...fired(full, [125]))).toEqual({ ...seen, median_lead_min: 25 });
  expect(report(...fired(soon, [100, 110]), ...fired(full, [160]))).toEqual({ ...seen, median_lead_min: 60 });
});

test('a warning that begins with the breach, or while it stands, is late and foresees nothing', () => {
  const late = { ...nothing, breaches: 1, missed: 1, warnings: 1, late: 1 };
  expect(report(...fired(full, [100, 200]), ...fired(soon, [100, 110]))).toEqual(late);
  expect(report(...fired(full, [100]), ...fired(soon, [150, 160]))).toEqual(late);
});

test('a warning with nothing behind it is wrong, and open where the recording ended before its horizon', () => {
  expect(report(...fired(soon, [100, 110]))).toEqual({ ...nothing, warnings: 1, wrong: 1 });
  expect(report(...fired(soon, [941]))).toEqual({ ...nothing, warnings: 1, open: 1 });
});

test('a warning that began more than a horizon before the breach and still stands has told it too soon, and is wrong', () => {
  const told = report(...fired(soon, [100, 300]), ...fired(full, [161, 170]));
  expect(told).toEqual({ ...nothing, breaches: 1, told_too_soon: 1, warnings: 1, wrong: 1 });
  const over = report(...fired(soon, [100, 150]), ...fired(full, [161, 170]));
  expect(over).toEqual({ ...nothing, breaches: 1, missed: 1, warnings: 1, wrong: 1 });
});

test('of several warnings before a breach the latest gives the lead, and each of them was early', () => {
  const told = report(...fired(soon, [100, 105], [130, 140]), ...fired(full, [150]));
  expect(told).toEqual({ ...nothing, breaches: 1, foreseen: 1, median_lead_min: 20, warnings: 2, early: 2 });
});

test('sums add up, and the median is that of all leads', () => {
  const of = (transitions: EpisodeStep[]) =>
    foresightOf(transitions, { threshold: full, ahead: soon, horizonMs: 60 * MINUTE_MS, endedAt: 1_000 * MINUTE_MS });
  const sum = summedForesight([
    of([...fired(soon, [100, 110]), ...fired(full, [105, 110], [300])]),
    of([...fired(soon, [100, 110], [200, 210]), ...fired(full, [121, 130])]),
  ]);
  expect(foresightLine(sum)).toEqual({
    ...{ breaches: 3, foreseen: 2, told_too_soon: 0, missed: 1, median_lead_min: 13 },
    ...{ warnings: 3, early: 2, late: 0, wrong: 1, open: 0 },
  });
});
