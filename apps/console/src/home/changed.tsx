import { Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { lastChanges } from './last-changes.js';
import { useRulesAtPresent } from './rules-at-present.js';

/** Which rules were changed last: what fires since may do so because of it. */
export function Changed(): ReactElement {
  return (
    <Section title="What changed">
      <Shown
        query={useRulesAtPresent()}
        isEmpty={({ rules }) => rules.length === 0}
        whenEmpty="There are no rules yet."
      >
        {({ rules }) => (
          <Stack gap="sm">
            {lastChanges(rules).map(({ id, name, group, version, updated_at }) => (
              <Group key={id} gap="xs">
                <PageLink to={group === null ? addressOf('rules', id) : addressOf('rule-groups', group)}>
                  {group !== null && 'Rule group '}
                  <Name>{group ?? name}</Name>
                </PageLink>
                <span>{version === 1 ? 'was made' : `is at version ${version}`}</span>
                <Text size="sm" c="dimmed" component="span">
                  <Moment at={updated_at} />
                </Text>
              </Group>
            ))}
          </Stack>
        )}
      </Shown>
      <Text size="sm" mt="sm">
        <PageLink to="/rules?sort=-updated_at">All rules by their last change</PageLink>
      </Text>
    </Section>
  );
}
