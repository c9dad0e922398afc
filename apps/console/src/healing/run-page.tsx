import { Group, List, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import { Moment } from '../parts/moment.js';
import { Labels, Listing, Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { spanText } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { POLL_MS, useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { actionText } from './action-text.js';
import { BrokenGlass } from './broken-glass.js';
import { Decision } from './decision.js';
import { eventText } from './event-text.js';

/** While something is done about it, somebody watches. */
const LOOK_MS = 5_000;
const underWay = new Set<Schema<'HealingRun'>['state']>(['planned', 'executing', 'verifying', 'rolling_back']);

/** One run: what it is for, what it does, and what became of it. */
export function RunPage(): ReactElement {
  const { id = '' } = useParams();
  const query = useAsked(['healing', 'run', id], (tocsin, signal) => tocsin.getHealingRun({ id }, { signal }), {
    everyMs: (known) => (known !== undefined && underWay.has(known.data.state) ? LOOK_MS : POLL_MS),
  });
  return (
    <Stack>
      <PageTitle>{query.data?.data.plan.playbook_name ?? 'Healing run'}</PageTitle>
      <Shown query={query}>
        {({ data: run }) => (
          <Stack>
            <Group gap="xs">
              <Tag value={run.state} />
              <Name>{run.reason}</Name>
            </Group>
            <Plan run={run} />
            {run.state === 'awaiting_approval' && <Decision run={run} />}
            <BrokenGlass run={run} />
            <Section title="What happened">
              <List>
                {run.events.map((event, i) => (
                  <List.Item key={`${i} ${event.type}`}>
                    <Name>{eventText(event)}</Name>, <Moment at={event.at} />
                  </List.Item>
                ))}
              </List>
            </Section>
          </Stack>
        )}
      </Shown>
    </Stack>
  );
}

function Plan({ run: { plan, plan_hash } }: { readonly run: Schema<'HealingRun'> }): ReactElement {
  const { trigger, verification } = plan;
  return (
    <Section title="Plan">
      <Stack gap="sm">
        <Text>
          For{' '}
          <PageLink to={addressOf('alerts', trigger.alert_id)}>
            <Name>{trigger.rule_name}</Name>
          </PageLink>{' '}
          <Labels labels={trigger.labels} />
        </Text>
        <List type="ordered">
          {plan.steps.map((step, i) => (
            <List.Item key={`${i} ${step.name}`}>
              <Name>{step.name}</Name>
              <List>
                {step.actions.map((action, j) => (
                  <List.Item key={`${j} ${action.target}`}>
                    <Name>{action.effect}</Name>
                    <Listing label={`Action ${j + 1} of step ${i + 1}`}>{actionText(action)}</Listing>
                    {action.group !== null && (
                      <Text size="sm">
                        Touches {action.group.touched} of {action.group.total}, of which {action.group.healthy} are
                        healthy.
                      </Text>
                    )}
                  </List.Item>
                ))}
              </List>
            </List.Item>
          ))}
        </List>
        <Text>
          {verification.expr === null ? (
            'It has helped when the alert is over'
          ) : (
            <>
              It has helped when <Name>{verification.expr}</Name> holds
            </>
          )}{' '}
          within {spanText(verification.within_ms)}. It needs {plan.approvals_needed}{' '}
          {plan.approvals_needed === 1 ? 'approval' : 'approvals'}, within {spanText(plan.expires_ms)} of its plan.
        </Text>
        <Listing label="Hash of the plan">{plan_hash}</Listing>
      </Stack>
    </Section>
  );
}
