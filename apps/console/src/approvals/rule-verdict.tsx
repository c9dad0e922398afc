import { Button, Group, Stack, Textarea } from '@mantine/core';
import { type ReactElement, useState } from 'react';
import { tellDone } from '../parts/notice.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useChange } from '../session/session-context.js';

const said = { approve: 'Approved.', reject: 'Rejected.' } as const;
type Verdict = keyof typeof said;

/** What waits for approval: a rule or a group of rules, in the version that was looked at. */
export interface Awaiting {
  readonly kind: 'rule' | 'group';
  readonly id: string;
  readonly version: number;
  /** How people call it. */
  readonly name: string;
}

/** Lets somebody approve or reject a change of rules that they see, with a reason. */
export function RuleVerdict({ awaiting: { kind, id, version, name } }: { readonly awaiting: Awaiting }): ReactElement {
  const [reason, setReason] = useState('');
  const decide = useChange(
    async (tocsin, verdict: Verdict) => {
      const body = { version, comment: reason };
      if (kind === 'rule') await tocsin[verdict === 'approve' ? 'approveRule' : 'rejectRule']({ id, body });
      else await tocsin[verdict === 'approve' ? 'approveRuleGroup' : 'rejectRuleGroup']({ name: id, body });
    },
    ['rules', 'healing', 'approvals', 'rule in words'],
    (verdict) => tellDone(said[verdict]),
  );
  const isMeant = (verdict: Verdict): boolean => decide.isPending && decide.variables === verdict;
  return (
    <Stack gap="sm">
      <Textarea
        label={`Reason for what becomes of ${name}`}
        description="It is kept with the version and in the record."
        autosize
        maxLength={1_000}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {decide.error !== null && <ProblemNotice error={decide.error} />}
      <Group>
        <Button disabled={reason.trim() === ''} loading={isMeant('approve')} onClick={() => decide.mutate('approve')}>
          Approve
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
  );
}
