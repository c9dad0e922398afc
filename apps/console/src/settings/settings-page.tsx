import { Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { nowMs } from '../parts/clock.js';
import { Name } from '../parts/name.js';
import { useNow } from '../parts/now.js';
import { absoluteTime, spanText } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { DataTable } from '../parts/data-table.js';
import { useZone } from '../parts/zone.js';
import { Retention } from './retention.js';

/** What this installation is, and for how long it keeps what. */
export function SettingsPage(): ReactElement {
  const query = useAsked(['installation'], (tocsin, signal) => tocsin.getInstallation({}, { signal }), {
    isPolled: false,
  });
  return (
    <Stack>
      <PageTitle>Settings</PageTitle>
      <Section title="This installation">
        <Shown query={query}>
          {({ data }) => (
            <Stack gap="sm">
              <Text>
                Tocsin {data.version}, {data.mode === 'standalone' ? 'for one machine' : 'for production'}; up for{' '}
                <UpFor since={data.started_at} />. You are in the tenant <Name>{data.tenant_id}</Name>
                {data.is_operator && ', as the operator of the whole installation'}.
              </Text>
              <Text size="sm">
                {data.external_url === null
                  ? 'Links in notifications lead nowhere: TOCSIN_EXTERNAL_URL does not say where people reach the platform.'
                  : `Links in notifications begin with ${data.external_url}.`}
              </Text>
              <DataTable
                label="Features"
                minWidth={420}
                rows={data.features}
                keyOf={({ name }) => name}
                columns={{
                  Feature: ({ name }) => name,
                  State: ({ is_on }) => <Tag value={is_on ? 'on' : 'off'} />,
                  Why: ({ why }) => why,
                }}
              />
              <Text size="sm" c="dimmed">
                Who runs the platform changes these, in its configuration, and starts it again.
              </Text>
            </Stack>
          )}
        </Shown>
      </Section>
      <Retention />
    </Stack>
  );
}

/** For how long it has been up; the pointer, and who reads by ear, get since when. */
function UpFor({ since }: { readonly since: number }): ReactElement {
  const now = Math.max(useNow(), Math.min(since, nowMs()));
  return (
    <time dateTime={new Date(since).toISOString()} title={absoluteTime(since, useZone())}>
      {spanText(now - since)}
    </time>
  );
}
