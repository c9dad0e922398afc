import fc from 'fast-check';
import {
  afterAskedToWait,
  afterDelivered,
  afterFailed,
  afterRefused,
  FAILURES_TO_OPEN,
  healthStateOf,
  isOpen,
  PROBE_PAUSE_MS_FIRST,
  PROBE_PAUSE_MS_MAX,
  type ReceiverHealth,
  unusedReceiver,
} from './receiver-health.js';

const failed = (times: number, from: ReceiverHealth = unusedReceiver): ReceiverHealth =>
  Array.from({ length: times }).reduce<ReceiverHealth>((health, _, i) => afterFailed(health, i, 'no answer'), from);

test('every state has its name', () => {
  expect(healthStateOf(unusedReceiver)).toBe('unused');
  expect(healthStateOf(afterDelivered(unusedReceiver, 1))).toBe('healthy');
  expect(healthStateOf(failed(1))).toBe('failing');
  expect(healthStateOf(failed(FAILURES_TO_OPEN - 1))).toBe('failing');
  expect(healthStateOf(failed(FAILURES_TO_OPEN))).toBe('open');
  expect(healthStateOf(afterRefused(afterDelivered(unusedReceiver, 1), 2, 'answered 404'))).toBe('refusing');
});

test('pauses between probes double up to a minute, and the outage keeps its beginning', () => {
  const pauses = [0, 1, 2, 3, 4, 5].map((more) => {
    const { probeAt, lastFailedAt } = failed(FAILURES_TO_OPEN + more);
    return probeAt - (lastFailedAt ?? 0);
  });
  expect(pauses).toEqual([1, 2, 4, 8, 12, 12].map((times) => times * PROBE_PAUSE_MS_FIRST));
  expect(failed(40).openedAt).toBe(FAILURES_TO_OPEN - 1);
});

test('being asked to wait closes the circuit, and says nothing of a receiver whose circuit is closed', () => {
  expect(isOpen(afterAskedToWait(failed(FAILURES_TO_OPEN)))).toBe(false);
  expect(afterAskedToWait(failed(2))).toEqual(failed(2));
  expect(afterAskedToWait(unusedReceiver)).toBe(unusedReceiver);
});

test('whatever came before, one delivery closes the circuit, and no pause is longer than the longest', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('delivered', 'refused', 'failed')), (events) => {
      const health = events.reduce<ReceiverHealth>((before, event, i) => {
        if (event === 'delivered') return afterDelivered(before, i);
        return event === 'refused' ? afterRefused(before, i, 'no') : afterFailed(before, i, 'none');
      }, unusedReceiver);
      if (isOpen(health)) expect(health.probeAt - (health.lastFailedAt ?? 0)).toBeLessThanOrEqual(PROBE_PAUSE_MS_MAX);
      expect(healthStateOf(afterDelivered(health, events.length))).toBe('healthy');
      const inARow = events.length - 1 - events.findLastIndex((event) => event !== 'failed');
      expect(isOpen(health)).toBe(inARow >= FAILURES_TO_OPEN);
    }),
  );
});
