import { encodeHistory } from '@tocsin/contracts/http/history-select';
import type { ProposalJob } from './proposal-job.js';
import { WorkerProposals } from './proposal-thread.js';

const code = new URL('../../dist/rule-templates/proposal-thread-main.js', import.meta.url);
const MINUTE = 60_000;

function jobOf(templateId: string): ProposalJob {
  const times = Float64Array.from({ length: 120 }, (_, i) => i * MINUTE);
  const values = times.map((_, i) => (i >= 60 && i < 90 ? 0 : 1));
  const labels = { __name__: 'up', job: 'web', instance: 'a' };
  return {
    externalUrl: '',
    templateId,
    parameters: {},
    covered: [labels],
    stretch: { from: 0, to: 120 * MINUTE },
    samples: [encodeHistory([{ labels, times, values }])],
  };
}

test('a thread makes one proposal after the other', async () => {
  const thread = new WorkerProposals(code);
  try {
    for (let i = 0; i < 2; i += 1)
      expect(await thread.propose(jobOf('target-down'))).toMatchObject({
        template: 'target-down',
        figures: { firings: 1 },
      });
  } finally {
    await thread.stop();
  }
});

test('a job that fails is told of, and so is a thread that was ended', async () => {
  const failing = new WorkerProposals(code);
  await expect(failing.propose(jobOf('nonsense'))).rejects.toThrow('there is no template nonsense');
  const ended = new WorkerProposals(code);
  const waiting = ended.propose(jobOf('target-down'));
  await ended.stop();
  await expect(waiting).rejects.toThrow('has ended');
});
