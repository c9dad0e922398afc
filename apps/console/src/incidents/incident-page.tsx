import { Group, Stack, Text } from '@mantine/core';
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
import { titleOf } from './incident-title.js';
import { DataTable } from '../parts/data-table.js';
import { IncidentTable } from './incident-table.js';
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
      <DataTable
        label="Its alerts"
        minWidth={640}
        rows={alerts}
        keyOf={({ id }) => id}
        columns={{
          State: ({ state }) => <Tag value={state} />,
          Alert: ({ id, rule_name, labels: { alertname: _, ...labels } }) => (
            <>
              <PageLink to={addressOf('alerts', id)}>
                <Name>{rule_name}</Name>
              </PageLink>{' '}
              <Labels labels={labels} />
            </>
          ),
          Fired: ({ fired_at }) => fired_at !== null && absoluteTime(fired_at, zone),
          Over: ({ resolved_at }) => (resolved_at === null ? 'not yet' : absoluteTime(resolved_at, zone)),
        }}
      />
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
    <DataTable
      label="What happened when"
      minWidth={480}
      maxHeight={400}
      rows={steps.map((step, i) => ({ step, i }))}
      keyOf={({ i }) => i}
      columns={{
        When: ({ step }) => absoluteTime(step.at, zone),
        What: ({ step }) => <Step step={step} />,
      }}
    />
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
  return <IncidentTable label="Incidents like it" incidents={similar} />;
}
