import { Button, Group, List, Stack } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { useAskedDialog } from '../parts/asked-dialog.js';
import { Confirmed } from '../parts/confirmed.js';
import { Name } from '../parts/name.js';
import { plain } from '../parts/plain.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { useChange } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { attemptText } from './attempt-text.js';
import { PolicyTree } from './policy-tree.js';
import { ReceiverDialogs } from './receiver-dialogs.js';
import { DataTable } from '../parts/data-table.js';
import { Paged, usePage } from '../parts/paged.js';
import { WhereTo } from './where-to.js';

type Receiver = Schema<'Receiver'>;

/** Who is told of alerts, and whom one would reach. */
export function ReceiversPage(): ReactElement {
  const { open } = useAskedDialog();
  const query = usePage(['receivers'], (tocsin, page, options) => tocsin.listReceivers(page, options));
  return (
    <Stack>
      <PageTitle>Receivers</PageTitle>
      <WhereTo />
      <PolicyTree />
      <Section title="Receivers">
        <Group mb="sm">
          <Button onClick={() => open('new-receiver')}>New receiver</Button>
        </Group>
        <Paged query={query} whenEmpty="There are no receivers: nobody is told of alerts.">
          {(receivers) => (
            <DataTable
              label="List of receivers"
              minWidth={560}
              rows={receivers}
              keyOf={({ id }) => id}
              columns={{
                Name: ({ name }) => <Name>{name}</Name>,
                Kind: ({ type }) => type,
                Where: (receiver) => <Name>{placeOf(receiver)}</Name>,
                Test: (receiver) => <TestOf receiver={receiver} />,
                Change: ({ id, name }) => (
                  <Group gap="xs">
                    <Button
                      variant="default"
                      size="xs"
                      aria-label={`Change ${plain(name)}`}
                      onClick={() => open('change-receiver', id)}
                    >
                      Change
                    </Button>
                    <Confirmed
                      action="Delete"
                      about={`receiver ${name}`}
                      consequence="It is told nothing any more. While the policy names it, it stays."
                      done="The receiver is gone."
                      refreshed={['receivers', 'where to']}
                      change={(tocsin) => tocsin.deleteReceiver({ id })}
                    />
                  </Group>
                ),
              }}
            />
          )}
        </Paged>
      </Section>
      <ReceiverDialogs />
    </Stack>
  );
}

/** Sends a test, and tells what became of it. */
function TestOf({ receiver: { id, name } }: { readonly receiver: Receiver }): ReactElement {
  const test = useChange((tocsin, _: void) => tocsin.testReceiver({ id }), ['receivers']);
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        variant="default"
        size="xs"
        aria-label={`Send a test to ${plain(name)}`}
        loading={test.isPending}
        onClick={() => test.mutate()}
      >
        Send a test
      </Button>
      {test.error !== null && <ProblemNotice error={test.error} />}
      {test.data !== undefined && (
        <List size="sm">
          {test.data.data.attempts.map((attempt, i) => (
            <List.Item key={`${i} ${attempt.address ?? ''}`}>
              <Name>{attemptText(attempt)}</Name>
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}

/** Where it is, as far as that is no secret. */
function placeOf(receiver: Receiver): string {
  if ('url' in receiver) return receiver.url;
  if ('urls' in receiver) return receiver.urls.join(', ');
  if ('to' in receiver) return receiver.to.join(', ');
  return 'chat_id' in receiver ? receiver.chat_id : '';
}
