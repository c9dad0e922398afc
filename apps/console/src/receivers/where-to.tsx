import { Button, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useSearchParams } from 'react-router';
import { Name } from '../parts/name.js';
import { SeverityHint } from '../parts/severity-hint.js';
import { Section } from '../parts/section.js';
import { spanText } from '../parts/relative-time.js';
import { Shown } from '../parts/shown.js';
import { useAsked } from '../session/session-context.js';
import { labelsFromText, severityMatchers } from './label-list.js';

/** Says by which routes an alert with some labels would reach whom; nobody is told anything. */
export function WhereTo(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const asked = parameters.get('labels') ?? '';
  const [text, setText] = useState(asked);
  const labels = labelsFromText(text);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (labels !== null) setParameters(text.trim() === '' ? {} : { labels: text.trim() });
  };
  const read = asked === '' ? null : labelsFromText(asked);
  return (
    <Section title="Where would this alert go?">
      <form onSubmit={submit}>
        <Group align="start">
          <TextInput
            label="Labels of the alert"
            placeholder="severity=high, team=web"
            miw={260}
            value={text}
            error={labels === null ? 'Write labels as name=value, with commas between.' : null}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          <Button type="submit" variant="default" mt="lg">
            Show
          </Button>
        </Group>
        <SeverityHint matchers={severityMatchers(labels)} />
      </form>
      {read !== null && <Routes labels={read} />}
    </Section>
  );
}

function Routes({ labels }: { readonly labels: Readonly<Record<string, string>> }): ReactElement {
  const query = useAsked(
    ['where to', labels],
    (tocsin, signal) => tocsin.testNotificationPolicy({ body: { labels } }, { signal }),
    { isPolled: false },
  );
  return (
    <Shown
      query={query}
      isEmpty={({ data }) => data.every(({ routes }) => routes.length === 0)}
      whenEmpty="Nobody would be told."
    >
      {({ data }) => (
        <Stack gap="sm" mt="sm" role="status">
          {data.map(({ routes, silenced_by, inhibited_by }, i) => (
            <Stack gap="xs" key={i}>
              {silenced_by.length > 0 && <Text>It is silenced at present.</Text>}
              {inhibited_by.length > 0 && <Text>Another alert inhibits it at present.</Text>}
              <List>
                {routes.map(({ route, receivers, group_labels, group_wait_ms, repeat_interval_ms, muted_by }) => (
                  <List.Item key={route}>
                    <Name>{receivers.map(({ name }) => name).join(', ')}</Name>, by the route <Name>{route}</Name>,
                    after {spanText(group_wait_ms)}, again each {spanText(repeat_interval_ms)}
                    {Object.keys(group_labels).length > 0 && (
                      <>
                        , grouped by <Name>{Object.keys(group_labels).join(', ')}</Name>
                      </>
                    )}
                    {muted_by.length > 0 && (
                      <>
                        , muted by <Name>{muted_by.join(', ')}</Name>
                      </>
                    )}
                  </List.Item>
                ))}
              </List>
            </Stack>
          ))}
        </Stack>
      )}
    </Shown>
  );
}
