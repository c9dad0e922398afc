import { List, Stack, Text, TextInput } from '@mantine/core';
import type { PolicyDraft } from '@tocsin/domain/alerting/notification-policy';
import { PolicyRouter } from '@tocsin/domain/alerting/policy-router';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { Name } from '../parts/name.js';
import { SeverityHint } from '../parts/severity-hint.js';
import { spanText } from '../parts/relative-time.js';
import { labelsFromText, severityMatchers } from '../receivers/label-list.js';
import type { NamedReceiver } from './policy-world.js';

/** Says where an alert would go by what is written here, before it is saved: by the platform's own code. */
export function TriedLabels({
  draft,
  receivers,
  isSound,
}: {
  readonly draft: PolicyDraft;
  readonly receivers: readonly NamedReceiver[];
  /** Whether nothing is wrong with the draft. */
  readonly isSound: boolean;
}): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get('labels') ?? '';
  const labels = labelsFromText(text);
  const groups = isSound && labels !== null && text !== '' ? new PolicyRouter(draft).groupsOf(labels) : [];
  const write = (value: string): void => {
    const changed = new URLSearchParams(parameters);
    if (value === '') changed.delete('labels');
    else changed.set('labels', value);
    setParameters(changed, { replace: true });
  };
  const names = (ids: readonly string[] | null): string =>
    receivers
      .filter(({ id, type }) => (ids === null ? type !== 'alertmanager' : ids.includes(id)))
      .map(({ name }) => name)
      .join(', ') || 'nobody';
  return (
    <Stack>
      <TextInput
        label="Labels of the alert"
        placeholder="severity=high, team=web"
        value={text}
        error={labels === null ? 'Write labels as name=value, with commas between.' : null}
        onChange={({ currentTarget }) => write(currentTarget.value)}
      />
      <SeverityHint matchers={severityMatchers(labels)} />
      {!isSound && <Text size="sm">It can be tried when nothing is wrong with the policy.</Text>}
      <div role="status">
        <List>
          {groups.map(({ route, key, labels: grouped }) => (
            <List.Item key={key}>
              <Name>{names(route.receivers)}</Name>, by the route <Name>{route.key}</Name>, after{' '}
              {spanText(route.groupWaitMs)}, again each {spanText(route.repeatIntervalMs)}
              {Object.keys(grouped).length > 0 && (
                <>
                  , grouped by <Name>{Object.keys(grouped).join(', ')}</Name>
                </>
              )}
              {route.muteTimeIntervals.length > 0 && (
                <>
                  , not during <Name>{route.muteTimeIntervals.join(', ')}</Name>
                </>
              )}
            </List.Item>
          ))}
        </List>
      </div>
    </Stack>
  );
}
