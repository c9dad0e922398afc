import { Group, Stack, Table, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import { Moment } from '../parts/moment.js';
import { Labels, Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { absoluteTime, spanText } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useZone } from '../parts/zone.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { IncidentRow, incidentColumns } from './incident-row.js';
import { titleOf } from './incident-title.js';
import { Notes } from './notes.js';

/** One incident: its alerts, what happened when, what people wrote about it, and earlier ones like it. */
export function IncidentPage(): ReactElement {
  const { id = '' } = useParams();
  const query = useAsked(['alert', 'incident', id], (tocsin, signal) => tocsin.getAlertIncident({ id }, { signal }));
  return (
    <Stack>
      <PageTitle>{query.data === undefined ? 'Incident' : titleOf(query.data.data)}</PageTitle>
      <Shown query={query}>{({ data }) => <ShownIncident incident={data} />}</Shown>
    </Stack>
  );
}

type Incident = Schema<'ShownAlertIncident'>;

function ShownIncident({ incident }: { readonly incident: Incident }): ReactElement {
  const { id, state, severity, common_labels, group_labels, started_at, ended_at, alerts_total, firing } = incident;
  return (
    <Stack>
      <Group gap="xs">
        <Tag value={state} />
        <Tag value={severity} />
        <Text size="sm" component="span">
          began <Moment at={started_at} />
          {ended_at === null ? '' : `, lasted ${spanText(ended_at - started_at)}`}; {alerts_total}{' '}
          {alerts_total === 1 ? 'alert' : 'alerts'}, {firing} firing
        </Text>
      </Group>
      <Labels labels={{ ...common_labels, ...group_labels }} />
      <Section title="Alerts">
        <Alerts alerts={incident.alerts} total={alerts_total} />
      </Section>
      <Section title="What happened">
        <Timeline steps={incident.timeline} />
      </Section>
      <Section title="Notes">
        <Notes incidentId={id} notes={incident.notes} />
      </Section>
      <Section title="Similar earlier ones">
        <Similar similar={incident.similar} />
      </Section>
    </Stack>
  );
}

function Alerts({ alerts, total }: { readonly alerts: Incident['alerts']; readonly total: number }): ReactElement {
  const zone = useZone();
  return (
    <Stack gap="xs">
      <Table.ScrollContainer minWidth={640} type="native">
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>State</Table.Th>
              <Table.Th>Alert</Table.Th>
              <Table.Th>Fired</Table.Th>
              <Table.Th>Over</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {alerts.map(({ id, state, rule_name, labels: { alertname: _, ...labels }, fired_at, resolved_at }) => (
              <Table.Tr key={id}>
                <Table.Td>
                  <Tag value={state} />
                </Table.Td>
                <Table.Td>
                  <PageLink to={addressOf('alerts', id)}>
                    <Name>{rule_name}</Name>
                  </PageLink>{' '}
                  <Labels labels={labels} />
                </Table.Td>
                <Table.Td>{fired_at === null ? '' : absoluteTime(fired_at, zone)}</Table.Td>
                <Table.Td>{resolved_at === null ? 'not yet' : absoluteTime(resolved_at, zone)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {total > alerts.length && (
        <Text size="sm">
          The first {alerts.length} of {total} are shown.
        </Text>
      )}
    </Stack>
  );
}

function Timeline({ steps }: { readonly steps: Incident['timeline'] }): ReactElement {
  const zone = useZone();
  return (
    <Table.ScrollContainer
      minWidth={480}
      maxHeight={400}
      type="native"
      tabIndex={0}
      role="region"
      aria-label="What happened when"
    >
      <Table stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>What</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.map((step, i) => (
            <Table.Tr key={i}>
              <Table.Td>{absoluteTime(step.at, zone)}</Table.Td>
              <Table.Td>
                <Step step={step} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Step({ step }: { readonly step: Incident['timeline'][number] }): ReactElement {
  switch (step.kind) {
    case 'alert':
      return (
        <>
          <PageLink to={addressOf('alerts', step.alert_id)}>
            <Name>{step.rule_name}</Name>
          </PageLink>
          : {step.state}, {step.reason.replaceAll('_', ' ')}
        </>
      );
    case 'said':
      return (
        <>
          <Name>{step.rule_name}</Name> was {step.said} by <Name>{step.by}</Name>
        </>
      );
    case 'note':
      return (
        <>
          <Name>{step.by}</Name> wrote a note
        </>
      );
  }
}

function Similar({ similar }: { readonly similar: Incident['similar'] }): ReactElement {
  if (similar.length === 0) return <Text c="dimmed">No earlier one has many labels in common with it.</Text>;
  return (
    <Table.ScrollContainer minWidth={760} type="native">
      <Table>
        <Table.Thead>
          <Table.Tr>
            {incidentColumns.map((column) => (
              <Table.Th key={column}>{column}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {similar.map((incident) => (
            <IncidentRow key={incident.id} incident={incident} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
