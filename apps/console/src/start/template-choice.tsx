import { Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Schema } from '@tocsin/client/call';
import type { TocsinClient } from '@tocsin/client/tocsin-client';
import { type ReactElement, useState } from 'react';
import { Name } from '../parts/name.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Shown } from '../parts/shown.js';
import { TemplateList } from '../parts/template-list.js';
import { useAsked, useChange } from '../session/session-context.js';

const SETTLED_MS = 300;
const LISTED_MAX = 5;

/** Makes a rule of a template; those that read what was sent come first. */
export function TemplateChoice({
  metric,
  onMade,
}: {
  readonly metric: string;
  readonly onMade: (tocsin: TocsinClient, ruleId: string) => Promise<void>;
}): ReactElement {
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), SETTLED_MS);
  const query = useAsked(
    ['start', 'templates', metric, q],
    async (tocsin, signal) => {
      const words = q === '' ? {} : { q };
      const [fitting, all] = await Promise.all([
        tocsin.listRuleTemplates({ limit: LISTED_MAX, metric, ...words }, { signal }),
        tocsin.listRuleTemplates({ limit: LISTED_MAX, ...words }, { signal }),
      ]);
      const isFitting = ({ id }: { id: string }): boolean => fitting.data.some((one) => one.id === id);
      return { fitting: fitting.data, others: all.data.filter((one) => !isFitting(one)) };
    },
    { isPolled: false, keepsFormer: true },
  );
  const make = useChange(
    async (tocsin, id: string) => onMade(tocsin, (await tocsin.createRuleFromTemplate({ id, body: {} })).data.id),
    ['rules'],
  );
  const listed = (templates: readonly Schema<'ListedRuleTemplate'>[]): ReactElement => (
    <TemplateList
      templates={templates}
      action="Use"
      taken={make.isPending ? make.variables : undefined}
      onTake={make.mutate}
    />
  );
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        Or from a template
      </Title>
      <TextInput
        label="Templates about"
        placeholder="disk"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      {make.error !== null && <ProblemNotice error={make.error} />}
      <Shown
        query={query}
        isEmpty={({ fitting, others }) => fitting.length + others.length === 0}
        whenEmpty="No template has these words."
      >
        {({ fitting, others }) => (
          <Stack gap="xs">
            {fitting.length > 0 && (
              <>
                <Text size="sm">
                  These read <Name>{metric}</Name>:
                </Text>
                {listed(fitting)}
              </>
            )}
            {others.length > 0 && (
              <>
                <Text size="sm">These read other metrics, and fire when those come:</Text>
                {listed(others)}
              </>
            )}
          </Stack>
        )}
      </Shown>
    </Stack>
  );
}
