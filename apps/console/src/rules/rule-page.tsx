import { Group, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { useNavigate, useParams } from 'react-router';
import { RuleVerdict } from '../approvals/rule-verdict.js';
import { Confirmed } from '../parts/confirmed.js';
import { DocumentDifference } from '../parts/document-difference.js';
import { jsonText } from '../parts/json-text.js';
import { Moment } from '../parts/moment.js';
import { Listing, Name } from '../parts/name.js';
import { tellDone } from '../parts/notice.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { MissingRule } from './missing-rule.js';
import { versionsOfRule } from './versioned.js';
import { Versions } from './versions.js';

/** One rule: as it stands, what is to become of it, and what it was before. */
export function RulePage(): ReactElement {
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const query = useAsked(['rules', 'one', id], (tocsin, signal) => tocsin.getRule({ id }, { signal }));
  return (
    <Stack>
      <PageTitle>{query.data?.data.name ?? 'Rule'}</PageTitle>
      <Shown query={query} whenMissing={<MissingRule versions={versionsOfRule(id)} />}>
        {({ data: rule, meta: { proposal }, etag }) => (
          <Stack>
            <Group gap="xs">
              <Tag value={rule.status} />
              <Tag value={rule.severity} />
              <Text size="sm" component="span">
                version {rule.version}, changed <Moment at={rule.updated_at} />
              </Text>
            </Group>
            <Group gap="md">
              <PageLink to={`${addressOf('rules', id)}/edit`}>Edit</PageLink>
              <PageLink to={{ pathname: '/rules/new', search: String(new URLSearchParams({ from: id })) }}>
                Make another like it
              </PageLink>
              <PageLink to={`${addressOf('rules', id)}/timeline`}>Timeline</PageLink>
              <PageLink to={`${addressOf('rules', id)}/why-not`}>Why it did not fire</PageLink>
              <Confirmed
                action="Delete"
                about={rule.name}
                consequence="Its alerts end with it. It can be restored from its versions."
                refreshed={['rules', 'alerts', 'approvals']}
                change={async (tocsin) => {
                  const { meta } = await tocsin.deleteRule({ id, ifMatch: etag ?? '*' });
                  const waits = 'proposal' in meta && meta.proposal !== undefined;
                  tellDone(waits ? 'It waits for somebody else’s approval.' : 'The rule is deleted.');
                  // Before it is asked for again, when it is gone.
                  if (!waits) await navigate('/rules');
                }}
              />
            </Group>
            {rule.description !== '' && (
              <Text>
                <Name>{rule.description}</Name>
              </Text>
            )}
            {proposal !== undefined && <Proposal rule={rule} proposal={proposal} />}
            <InWords ruleId={id} version={rule.version} />
            <Section title="JSON">
              <Listing label="The rule as JSON">{jsonText(rule, 2)}</Listing>
            </Section>
            <Versions of={versionsOfRule(id)} current={{ version: rule.version, document: rule }} />
          </Stack>
        )}
      </Shown>
    </Stack>
  );
}

/** What the rule says, as the platform reads it. */
function InWords({ ruleId, version }: { readonly ruleId: string; readonly version: number }): ReactElement {
  const query = useAsked(
    ['rule in words', ruleId, version],
    (tocsin, signal) => tocsin.explainRule({ id: ruleId }, { signal }),
    { isPolled: false },
  );
  return (
    <Section title="In words">
      <Shown query={query}>
        {({ data }) => (
          <Text>
            <Name>{data.text}</Name>
          </Text>
        )}
      </Shown>
    </Section>
  );
}

function Proposal({
  rule,
  proposal,
}: {
  readonly rule: object;
  readonly proposal: Schema<'RuleProposal'>;
}): ReactElement {
  const { rule_id, version, action, author, at, reason, because, document } = proposal;
  return (
    <Section title="A change waits for approval">
      <Text mb="sm">
        {action === 'delete' ? 'It is to be deleted' : 'It is to be changed'}, asked for by <Name>{author}</Name>,{' '}
        <Moment at={at} />. <Name>{[reason, because].filter((text) => text !== '').join(' – ')}</Name>
      </Text>
      {action === 'put' && <DocumentDifference label="What would be changed" before={rule} after={document} />}
      <RuleVerdict awaiting={{ kind: 'rule', id: rule_id, version, name: document.name }} />
    </Section>
  );
}
