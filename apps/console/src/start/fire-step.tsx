import { Button, Group, List, Stack, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { AlertLine } from '../alerts/alert-line.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { POLL_MS, useAsked, useChange } from '../session/session-context.js';
import type { Sample } from './sample.js';
import { sendSample } from './sample-step.js';

/** It is told live when something fires; until there is anything, this is for who does not hear it. */
const LOOK_MS = 5_000;
const LISTED_MAX = 5;

/** Shows what becomes of a sample that was sent when there was a rule. */
export function FireStep({ sample, ruleId }: { readonly sample: Sample; readonly ruleId: string }): ReactElement {
  const alerts = useAsked(
    ['alerts', 'of rule', ruleId],
    (tocsin, signal) => tocsin.listAlerts({ rule_id: ruleId, limit: LISTED_MAX }, { signal }),
    { everyMs: (known) => ((known?.data.length ?? 0) === 0 ? LOOK_MS : POLL_MS) },
  );
  const again = useChange(sendSample, ['alerts', 'start']);
  const hasFired = alerts.data?.data.some(({ state }) => state === 'firing') === true;
  return (
    <Stack>
      <Shown
        query={alerts}
        isEmpty={({ data }) => data.length === 0}
        whenEmpty="Nothing fires yet. The sample was sent once more when the rule was made; what a rule waits for has to last so long."
      >
        {({ data }) => (
          <Stack gap="xs" role="status">
            {data.map((alert) => (
              <Group key={alert.id} gap="xs">
                <Tag value={alert.state} />
                <AlertLine alert={alert} />
              </Group>
            ))}
          </Stack>
        )}
      </Shown>
      {again.error !== null && <ProblemNotice error={again.error} />}
      <div>
        <Button variant="default" loading={again.isPending} onClick={() => again.mutate(sample)}>
          Send the sample again
        </Button>
      </div>
      {hasFired && (
        <div>
          <Text fw={600}>Your first alert fires. What follows:</Text>
          <List>
            <List.Item>
              <PageLink to={{ pathname: '/receivers', search: 'do=new-receiver' }}>Have somebody told</PageLink>, by
              mail, chat or a webhook: of this alert, and of what fires from then on.
            </List.Item>
            <List.Item>
              <PageLink to={addressOf('rules', ruleId)}>See the rule in words</PageLink>, and change it.
            </List.Item>
            <List.Item>
              <PageLink to="/alerts">Look at all alerts</PageLink>: why they fire, and who has them in hand.
            </List.Item>
          </List>
        </div>
      )}
    </Stack>
  );
}
