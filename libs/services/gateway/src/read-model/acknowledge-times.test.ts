import { acknowledgeTimes } from './acknowledge-times.js';
import type { AlertDetail } from './alert.js';

const alert = (id: string, fired_at: number | null): AlertDetail => ({ id, fired_at }) as AlertDetail;
const at = (times: Readonly<Record<string, number>>) => (id: string) =>
  times[id] === undefined ? null : { at: times[id] };

test('alerts that began to fire in the time count, and the wait of those that somebody cared for', () => {
  const alerts = [
    alert('early', 99),
    alert('a', 100),
    alert('b', 150),
    alert('c', 199),
    alert('late', 200),
    alert('pending', null),
  ];
  const acknowledged = at({ early: 500, a: 110, b: 180, late: 201 });
  expect(acknowledgeTimes(alerts, acknowledged, 100, 200)).toEqual({ fired: 3, acknowledged: 2, msP50: 10, msP95: 30 });
});

test('nobody waited when nothing was acknowledged, and never less than nothing', () => {
  expect(acknowledgeTimes([alert('a', 1)], at({}), 0, 10)).toEqual({
    fired: 1,
    acknowledged: 0,
    msP50: null,
    msP95: null,
  });
  expect(acknowledgeTimes([alert('a', 5)], at({ a: 3 }), 0, 10)).toMatchObject({ msP50: 0, msP95: 0 });
});
