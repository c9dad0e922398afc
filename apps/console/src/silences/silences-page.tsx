import { Button, Group, Stack, Table, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type ReactElement, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAskedDialog } from '../parts/asked-dialog.js';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter } from '../parts/filters.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { tellDone } from '../parts/notice.js';
import { Paging } from '../parts/paging.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { WideTable } from '../parts/wide-table.js';
import { Dialog } from '../session/dialog.js';
import { useAsked, useChange, useMay } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { NewSilence } from './new-silence.js';
import { recurrenceText } from './recurrence.js';

const states = ['active', 'pending', 'expired'] as const;
const kinds = ['silence', 'maintenance'] as const;
const PAGE_SIZE = 50;
type Silence = Schema<'SilenceWithState'>;

/** The silences that the address asks for; those that have not ended can be ended, and new ones are made. */
export function SilencesPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const [ended, setEnded] = useState<Silence | null>(null);
  const { what, open, close } = useAskedDialog();
  const mayWrite = useMay('rules:write');
  const state = facetOf(parameters, 'state', states);
  const kind = facetOf(parameters, 'kind', kinds);
  const cursor = parameters.get('cursor') ?? undefined;
  const query = useAsked(
    ['silences', state, kind, cursor],
    (tocsin, signal) =>
      tocsin.listSilences({ limit: PAGE_SIZE, cursor, state: state ?? undefined, kind: kind ?? undefined }, { signal }),
    { keepsFormer: true },
  );
  const change = (name: string, value: string | null): void => setParameters(withFacet(parameters, name, value));
  return (
    <Stack>
      <PageTitle>Silences</PageTitle>
      <Group>
        <Button disabled={!mayWrite} onClick={() => open('new-silence')}>
          New silence
        </Button>
        {!mayWrite && <Text size="sm">Only an editor may make silences, or end them.</Text>}
      </Group>
      <Group align="end">
        <ChoiceFilter label="State" value={state} choices={states} onChange={(value) => change('state', value)} />
        <ChoiceFilter label="Kind" value={kind} choices={kinds} onChange={(value) => change('kind', value)} />
      </Group>
      <Shown
        query={query}
        isEmpty={({ data, meta }) => data.length === 0 && meta.next_cursor === undefined}
        whenEmpty={state === null && kind === null ? 'Nothing is silenced.' : 'No silence fits these facets.'}
      >
        {({ data, meta }) => (
          <>
            <SilenceTable silences={data} onEnd={mayWrite ? setEnded : null} />
            <Paging parameters={parameters} next={meta.next_cursor} />
          </>
        )}
      </Shown>
      <Dialog isOpen={what === 'new-silence' && mayWrite} onClose={close} title="New silence">
        <NewSilence onDone={close} />
      </Dialog>
      <Dialog isOpen={ended !== null} onClose={() => setEnded(null)} title="End the silence">
        {ended !== null && <Ending silence={ended} onDone={() => setEnded(null)} />}
      </Dialog>
    </Stack>
  );
}

function SilenceTable({
  silences,
  onEnd,
}: {
  readonly silences: readonly Silence[];
  /** Null for who may not. */
  readonly onEnd: ((silence: Silence) => void) | null;
}): ReactElement {
  return (
    <WideTable label="List of silences" minWidth={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>State</Table.Th>
          <Table.Th>Alerts</Table.Th>
          <Table.Th>Why</Table.Th>
          <Table.Th>By</Table.Th>
          <Table.Th>From</Table.Th>
          <Table.Th>Until</Table.Th>
          <Table.Th>End</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {silences.map((silence) => (
          <Table.Tr key={silence.id}>
            <Table.Td>
              <Tag value={silence.state} />
              {silence.kind === 'maintenance' && <Text size="sm">maintenance</Text>}
              {silence.recurrence !== undefined && (
                <Text size="sm">
                  <Name>{recurrenceText(silence.recurrence)}</Name>
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              <Name>{silence.matchers.join(', ')}</Name>
            </Table.Td>
            <Table.Td>
              <Name>{silence.comment}</Name>
            </Table.Td>
            <Table.Td>
              <Name>{silence.created_by}</Name>
            </Table.Td>
            <Table.Td>
              <Moment at={silence.starts_at} />
            </Table.Td>
            <Table.Td>
              <Moment at={silence.ends_at} />
            </Table.Td>
            <Table.Td>
              {silence.state !== 'expired' && onEnd !== null && (
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`End the silence of ${silence.matchers.join(', ')}`}
                  onClick={() => onEnd(silence)}
                >
                  End
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function Ending({
  silence: { id, matchers },
  onDone,
}: {
  readonly silence: Silence;
  readonly onDone: () => void;
}): ReactElement {
  const end = useChange(
    (tocsin, _: void) => tocsin.deleteSilence({ id }),
    ['silences', 'alert', 'alerts'],
    () => {
      tellDone('The silence has ended.');
      onDone();
    },
  );
  return (
    <Stack>
      <Text>
        People hear of alerts with <Name>{matchers.join(', ')}</Name> again, at once.
      </Text>
      {end.error !== null && <ProblemNotice error={end.error} />}
      <Button loading={end.isPending} onClick={() => end.mutate()} data-autofocus>
        End it
      </Button>
    </Stack>
  );
}
