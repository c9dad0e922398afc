import { Group, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Labels, Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { Tag } from '../parts/tag.js';
import { standingOf } from './standing.js';

/** An alert in one line: what, where, since when, and what keeps people from hearing of it. */
export function AlertLine({ alert }: { readonly alert: Schema<'ListedAlert'> }): ReactElement {
  const { alertname: _, ...labels } = alert.labels;
  return (
    <Group gap="xs" wrap="wrap">
      <Tag value={alert.severity} />
      <PageLink to={addressOf('alerts', alert.id)}>
        <Name>{alert.rule_name}</Name>
      </PageLink>
      <Labels labels={labels} />
      <Text size="sm" c="dimmed" component="span">
        <Moment at={alert.fired_at ?? alert.started_at} />
      </Text>
      {standingOf(alert.status).map((word) => (
        <Text key={word} size="sm" component="span">
          <Name>{word}</Name>
        </Text>
      ))}
    </Group>
  );
}
