import { Group, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { AlertLine } from '../alerts/alert-line.js';
import { PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';
import { countsBySeverity, worstOf } from '../parts/by-severity.js';

/** As many as one request may ask for; beyond it, it is said that there are more. */
const COUNTED_MAX = 500;
const LISTED_MAX = 10;

/** What fires at present. */
export function Firing(): ReactElement {
  const query = useAsked(['alerts', 'firing'], (tocsin, signal) =>
    tocsin.listAlerts({ state: 'firing', limit: COUNTED_MAX }, { signal }),
  );
  return (
    <Section title="Firing">
      <Shown query={query} isEmpty={({ data }) => data.length === 0} whenEmpty="Nothing fires.">
        {({ data, meta }) => (
          <Stack gap="sm">
            <Group gap="md">
              {countsBySeverity(data).map(({ severity, count }) => (
                <PageLink key={severity} to={`/alerts?state=firing&severity=${severity}`}>
                  <Group gap={6} component="span" display="inline-flex">
                    {count} <Tag value={severity} />
                  </Group>
                </PageLink>
              ))}
              {meta.next_cursor !== undefined && (
                <PageLink to="/alerts?state=firing">These are the latest {COUNTED_MAX}; there are more.</PageLink>
              )}
            </Group>
            {worstOf(data, LISTED_MAX).map((alert) => (
              <AlertLine key={alert.id} alert={alert} />
            ))}
          </Stack>
        )}
      </Shown>
    </Section>
  );
}
