import { Button, Group, Stack, Textarea } from '@mantine/core';
import { tellDone } from '../parts/notice.js';
import type { Schema } from '@tocsin/client/call';
import { type ReactElement, useState } from 'react';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { useChange } from '../session/session-context.js';

const said = { approve: 'Approved.', reject: 'Rejected.' } as const;
type Verdict = keyof typeof said;

/** Lets somebody approve the plan that they see, by its hash, or reject the run. */
export function Decision({ run: { id, plan_hash } }: { readonly run: Schema<'HealingRun'> }): ReactElement {
  const [reason, setReason] = useState('');
  const decide = useChange(
    (tocsin, verdict: Verdict) =>
      verdict === 'approve'
        ? tocsin.approveHealingRun({ id, body: { plan_hash, reason } })
        : tocsin.rejectHealingRun({ id, body: { reason } }),
    ['healing'],
    (verdict) => tellDone(said[verdict]),
  );
  const isMeant = (verdict: Verdict): boolean => decide.isPending && decide.variables === verdict;
  return (
    <Section title="Your decision">
      <Stack>
        <Textarea
          label="Reason"
          description="It is kept with the run and in the record."
          value={reason}
          maxLength={1_000}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {decide.error !== null && <ProblemNotice error={decide.error} />}
        <Group>
          <Button disabled={reason.trim() === ''} loading={isMeant('approve')} onClick={() => decide.mutate('approve')}>
            Approve this plan
          </Button>
          <Button
            variant="default"
            disabled={reason.trim() === ''}
            loading={isMeant('reject')}
            onClick={() => decide.mutate('reject')}
          >
            Reject
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}
