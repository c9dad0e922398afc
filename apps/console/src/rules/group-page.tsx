import { Group, Stack } from '@mantine/core';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import { jsonText } from '../parts/json-text.js';
import { Moment } from '../parts/moment.js';
import { Listing } from '../parts/name.js';
import { PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { MissingRule } from './missing-rule.js';
import { versionsOfGroup } from './versioned.js';
import { Versions } from './versions.js';

/** One rule group as it was written, and what it was before. */
export function GroupPage(): ReactElement {
  const { name = '' } = useParams();
  const query = useAsked(['rules', 'group', name], (tocsin, signal) => tocsin.getRuleGroup({ name }, { signal }));
  return (
    <Stack>
      <PageTitle>{name}</PageTitle>
      <Shown query={query} whenMissing={<MissingRule versions={versionsOfGroup(name)} />}>
        {({ data: group }) => (
          <Stack>
            <Group gap="md">
              <span>
                version {group.version}, changed <Moment at={group.updated_at} />
              </span>
              <PageLink to={{ pathname: '/rules', search: String(new URLSearchParams({ group: name })) }}>
                How its rules stand
              </PageLink>
            </Group>
            <Section title="JSON">
              <Listing label="The group as JSON">{jsonText(group, 2)}</Listing>
            </Section>
            <Versions of={versionsOfGroup(name)} current={{ version: group.version, document: group }} />
          </Stack>
        )}
      </Shown>
    </Stack>
  );
}
