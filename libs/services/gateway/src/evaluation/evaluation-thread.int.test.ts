import { encodeHistory } from '@tocsin/contracts/http/history-select';
import { RuleDraftSchema } from '@tocsin/domain/rules/alert-rule';
import { ConditionFactory } from '@tocsin/domain/rules/condition-factory';
import { RuleFactory } from '@tocsin/domain/rules/rule-factory';
import { WorkerEvaluationThread } from './evaluation-thread.js';

const code = new URL('../../dist/evaluation/evaluation-thread-main.js', import.meta.url);
const rule = RuleFactory.create(
  RuleDraftSchema.parse({
    name: 'Busy',
    severity: 'HIGH',
    category: 'infrastructure',
    conditions: [ConditionFactory.threshold('cpu', '>', 80)],
  }),
  { id: 'r', tenantId: 'acme' },
  0,
);
const series = { labels: { __name__: 'cpu' }, times: Float64Array.of(5), values: Float64Array.of(90) };

test('a thread evaluates one rule after the other on what it was given, and is ended while it does nothing', async () => {
  const thread = new WorkerEvaluationThread(code);
  try {
    thread.load([[encodeHistory([series])]]);
    const reads = [{ selection: 0, from: 0, to: 10 }];
    const answers = [];
    for (const at of [4, 10]) answers.push(await thread.run(rule, at, [{ selection: 0, from: 0, to: at }]));
    expect(answers.map((answer) => answer.kind === 'evaluated' && JSON.parse(answer.text).fired)).toEqual([
      false,
      true,
    ]);
    thread.load([]);
    expect(await thread.run(rule, 10, reads)).toMatchObject({ text: expect.stringContaining('"series_read":0') });
  } finally {
    await thread.stop();
  }
});

test('a rule that a thread was at when it ended is not answered', async () => {
  const thread = new WorkerEvaluationThread(code);
  const times = Float64Array.from({ length: 2_000_000 }, (_, i) => i);
  thread.load([[encodeHistory([{ ...series, times, values: times }])]]);
  const running = thread.run(rule, 2_000_000, [{ selection: 0, from: 0, to: 2_000_000 }]);
  await thread.stop();
  await expect(running).rejects.toThrow('has ended');
});
