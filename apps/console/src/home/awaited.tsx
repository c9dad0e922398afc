import { Group, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';

const LISTED_MAX = 20;

/** What waits for somebody's approval, and whether healing is switched off. */
export function Awaited(): ReactElement {
  const switches = useAsked(['healing', 'switch'], (tocsin, signal) => tocsin.getHealingSwitch({}, { signal }));
  const query = useAsked(['healing', 'awaited'], async (tocsin, signal) => {
    const [runs, rules, groups] = await Promise.all([
      tocsin.listHealingRuns({ state: 'awaiting_approval', limit: LISTED_MAX }, { signal }),
      tocsin.listProposals({ limit: LISTED_MAX }, { signal }),
      tocsin.listRuleGroupProposals({ limit: LISTED_MAX }, { signal }),
    ]);
    return { runs: runs.data, rules: rules.data, groups: groups.data };
  });
  return (
    <Section title="Waiting for approval">
      {switches.data?.data.is_off === true && (
        <Text mb="sm" fw={600}>
          Healing is switched off: nothing is healed, and no run can be approved.
        </Text>
      )}
      <Shown
        query={query}
        isEmpty={({ runs, rules, groups }) => runs.length + rules.length + groups.length === 0}
        whenEmpty="Nothing waits for approval."
      >
        {({ runs, rules, groups }) => (
          <Stack gap="sm">
            {runs.map(({ id, playbook_name, alert_name, targets, created_at }) => (
              <Group key={id} gap="xs">
                <PageLink to={addressOf('healing', id)}>
                  <Name>{playbook_name === null ? 'Healing run' : `Healing run: ${playbook_name}`}</Name>
                </PageLink>
                {alert_name !== null && (
                  <span>
                    for <Name>{alert_name}</Name>
                  </span>
                )}
                <Name>{targets.join(', ')}</Name>
                <When at={created_at} />
              </Group>
            ))}
            {rules.map(({ rule_id, document, action, author, at }) => (
              <Group key={rule_id} gap="xs">
                <PageLink to={addressOf('rules', rule_id)}>
                  <Name>{document.name}</Name>
                </PageLink>
                <span>
                  {action === 'delete' ? 'to be deleted' : 'to be changed'}, asked for by <Name>{author}</Name>
                </span>
                <When at={at} />
              </Group>
            ))}
            {groups.map(({ group, action, author, at }) => (
              <Group key={group} gap="xs">
                <span>
                  <PageLink to="/approvals">
                    Rule group <Name>{group}</Name>
                  </PageLink>{' '}
                  {action === 'delete' ? 'to be deleted' : 'to be changed'}, asked for by <Name>{author}</Name>
                </span>
                <When at={at} />
              </Group>
            ))}
          </Stack>
        )}
      </Shown>
    </Section>
  );
}

function When({ at }: { readonly at: number }): ReactElement {
  return (
    <Text size="sm" c="dimmed" component="span">
      <Moment at={at} />
    </Text>
  );
}
