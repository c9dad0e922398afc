import { List, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Name } from '../parts/name.js';
import { PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { Evidence } from './evidence.js';

/** The controls that the platform watches its own record by. */
export function CompliancePage(): ReactElement {
  const query = useAsked(['controls'], (tocsin, signal) => tocsin.listControls({}, { signal }), { isPolled: false });
  return (
    <Stack>
      <PageTitle>Compliance</PageTitle>
      <Text>
        Each control watches the <PageLink to="/audit">record</PageLink>; what breaches it becomes an{' '}
        <PageLink to="/alerts">alert</PageLink>.
      </Text>
      <Evidence />
      <Shown query={query} isEmpty={({ data }) => data.length === 0} whenEmpty="There are no controls.">
        {({ data }) => (
          <Stack>
            {data.map(({ id, title, description, references, severity, events, breach }) => (
              <Section key={id} title={title}>
                <Stack gap="xs">
                  <Tag value={severity} />
                  <Text>
                    <Name>{description}</Name>
                  </Text>
                  <Text size="sm">
                    Watches {events.types.map((type) => type.replaceAll('_', ' ')).join(', ')}:{' '}
                    {breach.kind.replaceAll('_', ' ')}.
                  </Text>
                  <List size="sm">
                    {references.map((reference) => (
                      <List.Item key={reference}>
                        <Name>{reference}</Name>
                      </List.Item>
                    ))}
                  </List>
                </Stack>
              </Section>
            ))}
          </Stack>
        )}
      </Shown>
    </Stack>
  );
}
