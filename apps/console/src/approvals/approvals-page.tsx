import { Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Changes } from '../parts/changes.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { RuleVerdict } from './rule-verdict.js';

const LISTED_MAX = 50;

/** Changes of rules and groups that wait for somebody, with what they change. */
export function ApprovalsPage(): ReactElement {
  const query = useAsked(['approvals'], async (tocsin, signal) => {
    const [rules, groups] = await Promise.all([
      tocsin.listProposals({ limit: LISTED_MAX }, { signal }),
      tocsin.listRuleGroupProposals({ limit: LISTED_MAX }, { signal }),
    ]);
    const ofRules = rules.data.map((one) => ({
      ...one,
      kind: 'rule' as const,
      id: one.rule_id,
      name: one.document.name,
    }));
    const ofGroups = groups.data.map((one) => ({ ...one, kind: 'group' as const, id: one.group, name: one.group }));
    return {
      waiting: [...ofRules, ...ofGroups].toSorted((a, b) => a.at - b.at),
      hasMore: rules.meta.next_cursor !== undefined || groups.meta.next_cursor !== undefined,
    };
  });
  return (
    <Stack>
      <PageTitle>Approvals</PageTitle>
      <Text>
        Changes of rules that somebody else has to approve. Runs of playbooks wait under{' '}
        <PageLink to="/healing">Healing</PageLink>.
      </Text>
      <Shown
        query={query}
        isEmpty={({ waiting }) => waiting.length === 0}
        whenEmpty="No change of a rule waits for approval."
      >
        {({ waiting, hasMore }) => (
          <>
            {waiting.map(({ kind, id, name, version, action, author, at, reason, because, changes }) => (
              <Section key={`${kind} ${id} ${version}`} title={kind === 'rule' ? name : `Group ${name}`}>
                <Stack gap="sm">
                  <Text>
                    {action === 'delete' ? 'It is to be deleted' : 'It is to be changed'}, asked for by{' '}
                    <Name>{author}</Name>, <Moment at={at} />.{' '}
                    <Name>{[reason, because].filter((text) => text !== '').join(' – ')}</Name>
                  </Text>
                  {kind === 'rule' && <PageLink to={addressOf('rules', id)}>The rule</PageLink>}
                  <Changes changes={changes} />
                  <RuleVerdict awaiting={{ kind, id, name, version }} />
                </Stack>
              </Section>
            ))}
            {hasMore && <Text>There are more, which are shown once these are decided.</Text>}
          </>
        )}
      </Shown>
    </Stack>
  );
}
