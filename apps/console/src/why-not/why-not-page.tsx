import { Button, Group, List, Stack, Text, TextInput } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { nowMs } from '../parts/clock.js';
import { Labels, Listing, Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { absoluteTime, spanText } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { momentOf, wallTime } from '../parts/wall-time.js';
import { useZone } from '../parts/zone.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { ConditionTable } from './condition-table.js';

/** Why a rule did not fire at a time: decided again by the engine from the log, for the instance that the address names. */
export function WhyNotPage(): ReactElement {
  const { id = '' } = useParams();
  const [parameters] = useSearchParams();
  const labels = parameters.get('labels') ?? '';
  const at = parameters.get('at');
  const zone = useZone();
  return (
    <Stack>
      <PageTitle>Why it did not fire</PageTitle>
      <Group gap="md">
        <PageLink to={addressOf('rules', id)}>The rule</PageLink>
        <PageLink to={`${addressOf('rules', id)}/timeline`}>Its timeline</PageLink>
      </Group>
      <WhyNotForm key={`${labels} ${at ?? ''} ${zone ?? ''}`} labels={labels} at={at} />
      {at !== null && <Answer ruleId={id} labels={labels} at={at} />}
    </Stack>
  );
}

function WhyNotForm({ labels, at }: { readonly labels: string; readonly at: string | null }): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const zone = useZone();
  const [selector, setSelector] = useState(labels);
  const [wall, setWall] = useState(() => (at === null || !isTime(at) ? '' : wallTime(Number(at), zone)));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const changed = new URLSearchParams(parameters);
    if (selector.trim() === '') changed.delete('labels');
    else changed.set('labels', selector.trim());
    // The moment stands in the address, so that whoever is sent it sees the same.
    changed.set('at', String(momentOf(wall, zone) ?? nowMs()));
    setParameters(changed);
  };
  return (
    <form onSubmit={submit}>
      <Group align="end">
        <TextInput
          label="Instance"
          description="Its labels, as a selector of PromQL; empty for all."
          placeholder='{instance="web-1"}'
          value={selector}
          maxLength={10_000}
          onChange={({ currentTarget }) => setSelector(currentTarget.value)}
        />
        <TextInput
          type="datetime-local"
          step={1}
          label="At"
          description="Within the last 24 hours; empty for now."
          value={wall}
          onChange={({ currentTarget }) => setWall(currentTarget.value)}
        />
        <Button type="submit">Ask</Button>
      </Group>
    </form>
  );
}

const isTime = (text: string): boolean => /^\d{1,15}$/u.test(text);

function Answer({
  ruleId,
  labels,
  at,
}: {
  readonly ruleId: string;
  readonly labels: string;
  readonly at: string;
}): ReactElement {
  const zone = useZone();
  const query = useAsked(
    ['why not', ruleId, labels, at],
    async (tocsin, signal) => (await tocsin.askWhyNot({ id: ruleId, labels, at }, { signal })).data,
    { isPolled: false },
  );
  return (
    <Section title="What held it back">
      <Shown query={query}>
        {(answer) => (
          <Stack gap="sm">
            <Text role="status">
              <Name>{answer.sentence}</Name>
            </Text>
            <Text size="sm" c="dimmed">
              As of {absoluteTime(answer.at, zone)}
              {answer.rule_version === null ? '' : `, by version ${answer.rule_version} of the rule`}.
            </Text>
            {answer.entities.map((entity) => (
              <Entity key={JSON.stringify(entity.labels)} entity={entity} />
            ))}
            {answer.steps.length > 0 && <Steps steps={answer.steps} />}
            {answer.close_names.length > 0 && <CloseNames names={answer.close_names} />}
          </Stack>
        )}
      </Shown>
    </Section>
  );
}

function Entity({ entity }: { readonly entity: Schema<'WhyNotEntity'> }): ReactElement {
  const { labels, reason, sentence, missing_ms, conditions } = entity;
  return (
    <Stack gap="xs" component="article">
      <Group gap="xs">
        <Tag value={reason} />
        {Object.keys(labels).length > 0 && <Labels labels={labels} />}
      </Group>
      <Text>
        <Name>{sentence}</Name>
      </Text>
      {missing_ms !== null && missing_ms > 0 && (
        <Text size="sm">It would have had to hold for {spanText(missing_ms)} more.</Text>
      )}
      {conditions.length > 0 && <ConditionTable conditions={conditions} />}
    </Stack>
  );
}

/** Parts of an expression that gave nothing, from its whole to what dropped it. */
function Steps({ steps }: { readonly steps: readonly Schema<'WhyNotStep'>[] }): ReactElement {
  return (
    <Stack gap="xs">
      <Text fw={600}>Where it was lost</Text>
      {steps.map(({ expression, sentence }) => (
        <Stack key={expression} gap={2}>
          <Listing label="A part of the expression">{expression}</Listing>
          <Text size="sm">
            <Name>{sentence}</Name>
          </Text>
        </Stack>
      ))}
    </Stack>
  );
}

function CloseNames({ names }: { readonly names: readonly string[] }): ReactElement {
  return (
    <Stack gap="xs">
      <Text>These are there, and may have been meant:</Text>
      <List size="sm">
        {names.map((name) => (
          <List.Item key={name}>
            <Name>{name}</Name>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
