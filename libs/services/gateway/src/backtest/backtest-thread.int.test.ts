import { encodeHistory } from '@tocsin/contracts/http/history-select';
import type { BacktestJob } from './backtest-job.js';
import { runInThread } from './backtest-thread.js';

const code = new URL('../../dist/backtest/backtest-thread-main.js', import.meta.url);
const MINUTE = 60_000;

function jobOf(minutes: number): BacktestJob {
  const times = Float64Array.from({ length: 60 }, (_, i) => i * MINUTE);
  return {
    tenant: 'acme',
    subject: { kind: 'group', group: { name: 'hosts', rules: [{ alert: 'Down', expr: 'up == 0' }] }, live: null },
    from: 0,
    to: minutes * MINUTE,
    incidents: null,
    samples: [encodeHistory([{ labels: { __name__: 'up' }, times, values: times.map((_, i) => (i < 30 ? 0 : 1)) }])],
  };
}

test('a thread tells its progress and gives the report', async () => {
  const shares: number[] = [];
  const report = await runInThread(jobOf(60), (share) => shares.push(share), new AbortController().signal, code);
  expect(report.transitions.map(({ state }) => state)).toEqual(['firing', 'resolved']);
  expect(shares.at(-1)).toBe(1);
});

test('a thread is ended when nobody waits any more', async () => {
  const gone = new AbortController();
  const running = runInThread(jobOf(500_000), () => gone.abort(new Error('gone')), gone.signal, code);
  await expect(running).rejects.toThrow('gone');
});
