import { Button, Group, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { recurrenceText } from '@tocsin/domain/alerting/recurrence-text';
import { type ReactElement, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAskedDialog } from '../parts/asked-dialog.js';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter } from '../parts/filters.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { tellDone } from '../parts/notice.js';
import { latePart } from '../parts/late-part.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Tag } from '../parts/tag.js';
import { Dialog } from '../session/dialog.js';
import { useChange, useMay } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { NewSilence } from './new-silence.js';
import { DataTable } from '../parts/data-table.js';
import { Paged, usePage } from '../parts/paged.js';

const RecurringState = latePart(async () => (await import('./recurring-state.js')).RecurringState);

const states = ['active', 'pending', 'expired'] as const;
const kinds = ['silence', 'maintenance'] as const;
type Silence = Schema<'SilenceWithState'>;

/** The silences that the address asks for; those that have not ended can be ended, and new ones are made. */
export function SilencesPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const [ended, setEnded] = useState<Silence | null>(null);
  const { what, open, close } = useAskedDialog();
  const mayWrite = useMay('rules:write');
  const state = facetOf(parameters, 'state', states);
  const kind = facetOf(parameters, 'kind', kinds);
  const query = usePage(['silences', state, kind], (tocsin, page, options) =>
    tocsin.listSilences({ ...page, state: state ?? undefined, kind: kind ?? undefined }, options),
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
      <Paged
        query={query}
        whenEmpty={state === null && kind === null ? 'Nothing is silenced.' : 'No silence fits these facets.'}
      >
        {(silences) => <SilenceTable silences={silences} onEnd={mayWrite ? setEnded : null} />}
      </Paged>
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
    <DataTable
      label="List of silences"
      minWidth={720}
      rows={silences}
      keyOf={({ id }) => id}
      columns={{
        State: ({ state, kind, recurrence, starts_at, ends_at }) => (
          <>
            {recurrence === undefined || state === 'expired' ? (
              <Tag value={state} />
            ) : (
              <RecurringState recurrence={recurrence} state={state} startsAt={starts_at} endsAt={ends_at} />
            )}
            {kind === 'maintenance' && <Text size="sm">maintenance</Text>}
            {recurrence !== undefined && (
              <Text size="sm">
                <Name>{recurrenceText(recurrence)}</Name>
              </Text>
            )}
          </>
        ),
        Matchers: ({ matchers }) => <Name>{matchers.join(', ')}</Name>,
        Why: ({ comment }) => <Name>{comment}</Name>,
        By: ({ created_by }) => <Name>{created_by}</Name>,
        From: ({ starts_at }) => <Moment at={starts_at} />,
        Until: ({ ends_at }) => <Moment at={ends_at} />,
        End: (silence) =>
          silence.state !== 'expired' &&
          onEnd !== null && (
            <Button
              variant="default"
              size="xs"
              aria-label={`End the silence of ${silence.matchers.join(', ')}`}
              onClick={() => onEnd(silence)}
            >
              End
            </Button>
          ),
      }}
    />
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
