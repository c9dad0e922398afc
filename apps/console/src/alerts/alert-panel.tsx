import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Labels, Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useMayClose } from '../session/dialog.js';
import { useAsked, useChange, useMay } from '../session/session-context.js';
import { SilenceDialog } from './silence-dialog.js';
import { standingOf } from './standing.js';
import { selectorOf } from '../why-not/selector-of.js';
import { Told } from './told.js';
import { DataTable } from '../parts/data-table.js';
import { Why } from './why.js';

const refreshed = ['alert', 'alerts'];

/** One alert: what it is, why it is so, how it came to be, and what people can do about it. */
export function AlertPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }): ReactElement {
  const query = useAsked(['alert', id], (tocsin, signal) => tocsin.getAlert({ id }, { signal }));
  const [isSilencing, silencing] = useDisclosure(false);
  // A key that closes the dialog does not close what lies under it as well.
  const mayClose = useMayClose() && !isSilencing;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={<Name>{query.data?.data.rule_name ?? 'Alert'}</Name>}
      closeOnEscape={mayClose}
      closeOnClickOutside={mayClose}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Shown query={query}>
        {({ data }) => (
          <>
            <ShownAlert alert={data} onSilence={silencing.open} />
            <SilenceDialog isOpen={isSilencing} labels={data.labels} onClose={silencing.close} />
          </>
        )}
      </Shown>
    </Drawer>
  );
}

interface AlertParts {
  readonly alert: Schema<'ShownAlert'>;
  readonly onSilence: () => void;
}

function ShownAlert({ alert, onSilence }: AlertParts): ReactElement {
  const { id, severity, state, status, labels, annotations, reason, rule_id, timeline } = alert;
  return (
    <Stack>
      <Group gap="xs">
        <Tag value={severity} />
        <Tag value={state} />
        {standingOf(status).map((word) => (
          <Text key={word} size="sm" component="span">
            <Name>{word}</Name>
          </Text>
        ))}
      </Group>
      <Text>
        <Name>{reason}</Name>
      </Text>
      <Actions alert={alert} onSilence={onSilence} />
      <Group gap="md">
        <PageLink to={addressOf('rules', rule_id)}>Its rule</PageLink>
        <PageLink to={`${addressOf('rules', rule_id)}/timeline`}>Timeline of its rule</PageLink>
        {state !== 'firing' && (
          <PageLink
            to={{
              pathname: `${addressOf('rules', rule_id)}/why-not`,
              search: String(new URLSearchParams({ labels: selectorOf(labels) })),
            }}
          >
            Why it does not fire
          </PageLink>
        )}
      </Group>
      <Section title="Labels">
        <Labels labels={labels} />
        {Object.entries(annotations).map(([name, value]) => (
          <Text key={name} size="sm" mt="xs">
            <Name>{`${name}: ${value}`}</Name>
          </Text>
        ))}
      </Section>
      <Why alertId={id} updatedAt={alert.updated_at} />
      <Told alertId={id} />
      <Section title="Timeline">
        <DataTable
          label="What it went through"
          minWidth={320}
          rows={timeline}
          keyOf={({ transition_id }) => transition_id}
          columns={{
            State: ({ state }) => <Tag value={state} />,
            When: ({ at }) => <Moment at={at} />,
            Because: ({ reason }) => reason.replaceAll('_', ' '),
            Value: ({ value }) => value ?? 'none',
          }}
        />
      </Section>
    </Stack>
  );
}

function Actions({ alert: { id, state, status }, onSilence }: AlertParts): ReactElement {
  const acknowledge = useChange((tocsin) => tocsin.acknowledgeAlert({ id, body: {} }), refreshed);
  const takeBack = useChange((tocsin) => tocsin.unacknowledgeAlert({ id }), refreshed);
  const snooze = useChange((tocsin) => tocsin.snoozeAlert({ id, body: {} }), refreshed);
  const wake = useChange((tocsin) => tocsin.unsnoozeAlert({ id }), refreshed);
  const error = acknowledge.error ?? takeBack.error ?? snooze.error ?? wake.error;
  if (!useMay('rules:write')) return <Text size="sm">Only an editor may acknowledge, snooze or silence it.</Text>;
  return (
    <Stack gap="xs">
      <Group>
        {status.acknowledged_by !== null ? (
          <Button variant="default" loading={takeBack.isPending} onClick={() => takeBack.mutate(undefined)}>
            Take the acknowledgement back
          </Button>
        ) : (
          state === 'firing' && (
            <Button loading={acknowledge.isPending} onClick={() => acknowledge.mutate(undefined)}>
              Acknowledge
            </Button>
          )
        )}
        {status.snoozed_by !== null ? (
          <Button variant="default" loading={wake.isPending} onClick={() => wake.mutate(undefined)}>
            Wake it
          </Button>
        ) : (
          state === 'firing' && (
            <Button variant="default" loading={snooze.isPending} onClick={() => snooze.mutate(undefined)}>
              Snooze until it is over
            </Button>
          )
        )}
        <Button variant="default" onClick={onSilence}>
          Silence
        </Button>
      </Group>
      {error !== null && <ProblemNotice error={error} />}
    </Stack>
  );
}
