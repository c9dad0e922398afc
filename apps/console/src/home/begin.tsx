import { Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { useAsked } from '../session/session-context.js';

/** Leads to the first steps for as long as the tenant has neither rules nor groups of them. */
export function Begin(): ReactElement | null {
  const query = useAsked(
    ['rules', 'any'],
    async (tocsin, signal) => {
      const [rules, groups] = await Promise.all([
        tocsin.listRules({ limit: 1 }, { signal }),
        tocsin.listRuleGroups({ limit: 1 }, { signal }),
      ]);
      return rules.data.length + groups.data.length > 0;
    },
    // It changes where a rule is made, which has it asked for anew: a caller has 1,000 requests an hour.
    { isPolled: false },
  );
  if (query.data !== false) return null;
  return (
    <Section title="Getting started">
      <Text>
        Nothing is watched yet: there are no rules. <PageLink to="/start">Three steps</PageLink> lead to an alert of
        your own.
      </Text>
    </Section>
  );
}
