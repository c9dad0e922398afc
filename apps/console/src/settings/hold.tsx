import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Confirmed } from '../parts/confirmed.js';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { useChange } from '../session/session-context.js';

/** Keeps everything of the tenant from being deleted, and everybody from being erased, until it is lifted. */
export function Hold({ hold }: { readonly hold: Schema<'Retention'>['hold'] }): ReactElement {
  return (
    <Section title="Legal hold">
      {hold === null ? (
        <PutOnHold />
      ) : (
        <Stack>
          <Text>
            On hold since <Moment at={hold.since} />, by <Name>{hold.by}</Name>: <Name>{hold.reason}</Name>
          </Text>
          <Group>
            <Confirmed
              action="Lift the hold"
              about="legal hold"
              consequence="What is kept no longer is deleted within the hour, and people can be erased again."
              done="The hold is lifted."
              refreshed={['retention']}
              change={(tocsin) => tocsin.putRetention({ body: { hold: null } })}
            />
          </Group>
        </Stack>
      )}
    </Section>
  );
}

function PutOnHold(): ReactElement {
  const [reason, setReason] = useState('');
  const put = useChange((tocsin, _: void) => tocsin.putRetention({ body: { hold: { reason } } }), ['retention']);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    put.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          There is none. While there is one, nothing of the tenant is deleted, and nobody is erased.
        </Text>
        <Textarea
          label="Reason for a hold"
          required
          withAsterisk={false}
          maxLength={500}
          value={reason}
          error={fieldProblem(put.error, 'hold.reason')}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {put.error !== null && !isAtFields(put.error, ['hold.reason']) && <ProblemNotice error={put.error} />}
        <Group>
          <Button type="submit" variant="default" loading={put.isPending}>
            Put on hold
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
