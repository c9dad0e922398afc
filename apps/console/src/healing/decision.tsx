import { Button, Group, Stack, Switch, Text, Textarea } from '@mantine/core';
import { tellDone } from '../parts/notice.js';
import type { Schema } from '@tocsin/client/call';
import { type ReactElement, useState } from 'react';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { useChange, useMay } from '../session/session-context.js';

const said = { approve: 'Approved.', reject: 'Rejected.' } as const;
type Verdict = keyof typeof said;

/** Lets somebody approve the plan that they see, by its hash, or reject the run. */
export function Decision({ run: { id, plan_hash } }: { readonly run: Schema<'HealingRun'> }): ReactElement {
  const [reason, setReason] = useState('');
  const [isBreakGlass, setIsBreakGlass] = useState(false);
  const mayBreak = useMay('admin:all');
  const decide = useChange(
    (tocsin, verdict: Verdict) =>
      verdict === 'approve'
        ? tocsin.approveHealingRun({ id, body: { plan_hash, reason, break_glass: isBreakGlass } })
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
        {mayBreak && (
          <Switch
            label="Break the glass: nobody else can be waited for"
            checked={isBreakGlass}
            onChange={({ currentTarget }) => setIsBreakGlass(currentTarget.checked)}
          />
        )}
        {isBreakGlass && (
          <Text size="sm">
            Your approval alone counts, for some minutes: what has not begun by then does not begin. Say in the reason
            why it could not wait. Somebody else looks at it within a day, or a control is violated.
          </Text>
        )}
        {decide.error !== null && <ProblemNotice error={decide.error} />}
        <Group>
          <Button
            {...(isBreakGlass ? { color: 'red' } : {})}
            disabled={reason.trim() === ''}
            loading={isMeant('approve')}
            onClick={() => decide.mutate('approve')}
          >
            {isBreakGlass ? 'Break the glass and approve' : 'Approve this plan'}
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
