import type { Episode } from './episodes.js';
import { incidentFigures } from './incidents.js';

const MINUTE = 60_000;
const fired = (minute: number): Episode => ({
  ruleId: 'hosts/Down',
  fingerprint: 'a',
  labels: {},
  firedAt: minute * MINUTE,
  resolvedAt: (minute + 1) * MINUTE,
});
const incident = (from: number, to: number) => ({ from: from * MINUTE, to: to * MINUTE });

test('alerts that tell of an incident, and incidents that an alert told of, are counted', () => {
  const incidents = [incident(100, 110), incident(200, 210), incident(300, 310)];
  // In time for the first, and twice; too early for the second; at the end of the third.
  expect(incidentFigures([90, 105, 150, 310].map(fired), incidents)).toEqual({
    incidents: 3,
    found: 2,
    precision: 0.75,
    recall: 2 / 3,
    leadMs: (10 * MINUTE + -10 * MINUTE) / 2,
  });
});

test('an alert counts from the allowance before an incident up to its end, both included', () => {
  const found = (minute: number): number => incidentFigures([fired(minute)], [incident(100, 110)], 10 * MINUTE).found;
  expect([89, 90, 110, 111].map(found)).toEqual([0, 1, 1, 0]);
});

test('without alerts there is no precision, without incidents no recall', () => {
  expect(incidentFigures([], [incident(1, 2)])).toMatchObject({ precision: null, recall: 0, leadMs: null });
  expect(incidentFigures([fired(1)], [])).toMatchObject({ precision: 0, recall: null, leadMs: null });
});
