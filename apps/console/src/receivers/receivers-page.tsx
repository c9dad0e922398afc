import { Button, Group, List, Stack, Table } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { useAskedDialog } from '../parts/asked-dialog.js';
import { Confirmed } from '../parts/confirmed.js';
import { Name } from '../parts/name.js';
import { Paging } from '../parts/paging.js';
import { plain } from '../parts/plain.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked, useChange } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { attemptText } from './attempt-text.js';
import { PolicyTree } from './policy-tree.js';
import { ReceiverDialogs } from './receiver-dialogs.js';
import { WhereTo } from './where-to.js';

const PAGE_SIZE = 50;
type Receiver = Schema<'Receiver'>;

/** Who is told of alerts, and whom one would reach. */
export function ReceiversPage(): ReactElement {
  const [parameters] = useSearchParams();
  const { open } = useAskedDialog();
  const cursor = parameters.get('cursor') ?? undefined;
  const query = useAsked(
    ['receivers', cursor],
    (tocsin, signal) => tocsin.listReceivers({ limit: PAGE_SIZE, cursor }, { signal }),
    { keepsFormer: true },
  );
  return (
    <Stack>
      <PageTitle>Receivers</PageTitle>
      <WhereTo />
      <PolicyTree />
      <Section title="Receivers">
        <Group mb="sm">
          <Button onClick={() => open('new-receiver')}>New receiver</Button>
        </Group>
        <Shown
          query={query}
          isEmpty={({ data, meta }) => data.length === 0 && meta.next_cursor === undefined}
          whenEmpty="There are no receivers: nobody is told of alerts."
        >
          {({ data, meta }) => (
            <>
              <Table.ScrollContainer minWidth={560} type="native">
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Name</Table.Th>
                      <Table.Th>Kind</Table.Th>
                      <Table.Th>Where</Table.Th>
                      <Table.Th>Test</Table.Th>
                      <Table.Th>Change</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {data.map((receiver) => (
                      <OneReceiver
                        key={receiver.id}
                        receiver={receiver}
                        onChange={() => open('change-receiver', receiver.id)}
                      />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              <Paging parameters={parameters} next={meta.next_cursor} />
            </>
          )}
        </Shown>
      </Section>
      <ReceiverDialogs />
    </Stack>
  );
}

function OneReceiver({
  receiver,
  onChange,
}: {
  readonly receiver: Receiver;
  readonly onChange: () => void;
}): ReactElement {
  const { id, name, type } = receiver;
  const test = useChange((tocsin, _: void) => tocsin.testReceiver({ id }), ['receivers']);
  return (
    <Table.Tr>
      <Table.Td>
        <Name>{name}</Name>
      </Table.Td>
      <Table.Td>{type}</Table.Td>
      <Table.Td>
        <Name>{placeOf(receiver)}</Name>
      </Table.Td>
      <Table.Td>
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
      </Table.Td>
      <Table.Td>
        <Group gap="xs">
          <Button variant="default" size="xs" aria-label={`Change ${plain(name)}`} onClick={onChange}>
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
      </Table.Td>
    </Table.Tr>
  );
}

/** Where it is, as far as that is no secret. */
function placeOf(receiver: Receiver): string {
  if ('url' in receiver) return receiver.url;
  if ('urls' in receiver) return receiver.urls.join(', ');
  if ('to' in receiver) return receiver.to.join(', ');
  return 'chat_id' in receiver ? receiver.chat_id : '';
}
