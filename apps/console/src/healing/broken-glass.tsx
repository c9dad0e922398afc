import { Button, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { tellDone } from '../parts/notice.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { useChange } from '../session/session-context.js';

/** Says who approved a run alone, and what somebody else found when they looked at it. */
export function BrokenGlass({
  run: { id, approvals, review },
}: {
  readonly run: Schema<'HealingRun'>;
}): ReactElement | null {
  const broken = approvals.filter(({ break_glass }) => break_glass);
  if (broken.length === 0) return null;
  return (
    <Section title="The glass was broken">
      <Stack gap="sm">
        {broken.map(({ by, at, until }) => (
          <Text key={at}>
            <Name>{by.subject}</Name> approved alone, <Moment at={at} />
            {until !== null && (
              <>
                ; it counted until <Moment at={until} />
              </>
            )}
            .
          </Text>
        ))}
        {review === null ? (
          <Review id={id} />
        ) : (
          <Text>
            <Name>{review.by.subject}</Name> looked at it, <Moment at={review.at} />:{' '}
            {review.is_justified ? 'there was reason for it.' : 'there was no reason for it.'}
          </Text>
        )}
      </Stack>
    </Section>
  );
}

function Review({ id }: { readonly id: string }): ReactElement {
  const [verdict, setVerdict] = useState('');
  const [reason, setReason] = useState('');
  const review = useChange(
    (tocsin, _: void) => tocsin.reviewBreakGlass({ id, body: { is_justified: verdict === 'justified', reason } }),
    ['healing'],
    () => tellDone('Your review stands in the record.'),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    review.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">Somebody else has to look at it, within a day.</Text>
        <Radio.Group label="Was there reason not to wait for anybody?" value={verdict} onChange={setVerdict}>
          <Group mt="xs">
            <Radio value="justified" label="There was" />
            <Radio value="unjustified" label="There was none" />
          </Group>
        </Radio.Group>
        <Textarea
          label="What you found"
          required
          withAsterisk={false}
          maxLength={1_000}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {review.error !== null && <ProblemNotice error={review.error} />}
        <Group>
          <Button type="submit" disabled={verdict === ''} loading={review.isPending}>
            Review it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
