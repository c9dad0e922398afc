import { Button, Group, List, Stack, Text } from '@mantine/core';
import { routedLabels } from '@tocsin/domain/alerting/message-of-group';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { type ReactElement, useMemo } from 'react';
import { Labels, Name } from '../parts/name.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { attemptText } from '../receivers/attempt-text.js';
import { useAsked, useChange } from '../session/session-context.js';

/** Who would be told of this rule's alerts, by the labels that it gives them; each can be sent a test that looks like one. */
export function TestNotification({ rule }: { readonly rule: RuleDraft }): ReactElement {
  const { name, severity, labels: own } = rule;
  const labels = useMemo(() => routedLabels({ ...own, alertname: name }, severity), [own, name, severity]);
  const query = useAsked(
    ['where to', labels],
    (tocsin, signal) => tocsin.testNotificationPolicy({ body: { labels } }, { signal }),
    { isPolled: false, keepsFormer: true },
  );
  return (
    <Section title="Who would be told">
      <Stack gap="sm">
        <Text size="sm" component="div">
          By the labels <Labels labels={labels} />; those of a series may lead to others.
        </Text>
        <Shown
          query={query}
          isEmpty={({ data }) => data.every(({ routes }) => routes.every(({ receivers }) => receivers.length === 0))}
          whenEmpty="Nobody would be told: no route has a receiver."
        >
          {({ data }) => {
            const all = data.flatMap(({ routes }) => routes.flatMap(({ receivers }) => receivers));
            return [...new Map(all.map((one) => [one.id, one])).values()].map((receiver) => (
              <OneReceiver key={receiver.id} receiver={receiver} rule={rule} labels={labels} />
            ));
          }}
        </Shown>
      </Stack>
    </Section>
  );
}

function OneReceiver({
  receiver: { id, name },
  rule,
  labels,
}: {
  readonly receiver: { readonly id: string; readonly name: string };
  readonly rule: RuleDraft;
  readonly labels: Record<string, string>;
}): ReactElement {
  const test = useChange(
    (tocsin, _: void) => tocsin.testReceiver({ id, body: { labels, annotations: rule.annotations } }),
    ['receivers'],
  );
  return (
    <Stack gap="xs">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">
          <Name>{name}</Name>
        </Text>
        <Button
          variant="default"
          size="xs"
          style={{ flexShrink: 0 }}
          aria-label={`Send a test of this rule to ${name}`}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          Send a test
        </Button>
      </Group>
      {test.error !== null && <ProblemNotice error={test.error} />}
      {test.data !== undefined && (
        <div role="status">
          <List size="sm">
            {test.data.data.attempts.map((attempt, i) => (
              <List.Item key={`${i} ${attempt.address ?? ''}`}>
                <Name>{attemptText(attempt)}</Name>
              </List.Item>
            ))}
          </List>
        </div>
      )}
    </Stack>
  );
}
