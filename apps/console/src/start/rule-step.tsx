import { Button, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Name } from '../parts/name.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useChange } from '../session/session-context.js';
import { limitBelow, type Sample } from './sample.js';
import { sendSample } from './sample-step.js';
import { TemplateChoice } from './template-choice.js';

/** Makes a rule about what was sent: a limit for it, or a template. */
export function RuleStep({
  sample,
  isDone,
  onMade,
}: {
  readonly sample: Sample;
  readonly isDone: boolean;
  readonly onMade: (ruleId: string) => void;
}): ReactElement {
  const [name, setName] = useState(`${sample.metric} is high`);
  const [limit, setLimit] = useState<number | string>(limitBelow(sample.value));
  const [isWanted, setIsWanted] = useState(!isDone);
  const threshold = Number(limit);
  /** A rule is about what comes after it, so that the sample is sent once more. */
  const goOn = async (tocsin: TocsinClient, id: string): Promise<void> => {
    await sendSample(tocsin, sample);
    setIsWanted(false);
    onMade(id);
  };
  const make = useChange(
    async (tocsin, _: void) => {
      const { data } = await tocsin.createRule({
        body: {
          name,
          description: 'Made in the first steps.',
          severity: 'HIGH',
          category: 'application',
          conditions: [{ type: 'threshold', metric_path: sample.metric, operator: '>', threshold }],
        },
      });
      await goOn(tocsin, data.id);
    },
    ['rules'],
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate();
  };
  if (!isWanted) {
    return (
      <Group>
        <Text>There is a rule.</Text>
        <Button variant="default" size="xs" onClick={() => setIsWanted(true)}>
          Make another one
        </Button>
      </Group>
    );
  }
  return (
    <Stack>
      <form onSubmit={submit}>
        <Group align="end">
          <TextInput
            label="Name of the rule"
            required
            withAsterisk={false}
            maxLength={200}
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <NumberInput label="Fires above" hideControls value={limit} onChange={setLimit} />
          <Button type="submit" disabled={limit === ''} loading={make.isPending}>
            Make the rule
          </Button>
        </Group>
      </form>
      <Text size="sm">
        {sample.value > threshold
          ? `${sample.value} is above it, so that the next such sample fires.`
          : `${sample.value} is not above it: it fires when more comes.`}{' '}
        For each series of <Name>{sample.metric}</Name> by itself.
      </Text>
      {make.error !== null && <ProblemNotice error={make.error} />}
      <TemplateChoice metric={sample.metric} onMade={goOn} />
    </Stack>
  );
}
