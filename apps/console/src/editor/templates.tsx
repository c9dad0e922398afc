import { Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { Schema } from '@tocsin/client/call';
import { type ReactElement, useState } from 'react';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { TemplateList } from '../parts/template-list.js';
import { useAsked, useChange } from '../session/session-context.js';

const SETTLED_MS = 300;
const LISTED_MAX = 8;

/** Templates of rules; one that is taken is filled in with its own values. */
export function Templates({
  onTake,
}: {
  readonly onTake: (draft: Schema<'RuleTemplate'>['draft']) => void;
}): ReactElement {
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), SETTLED_MS);
  const query = useAsked(
    ['rule templates', q],
    (tocsin, signal) => tocsin.listRuleTemplates({ limit: LISTED_MAX, q: q === '' ? undefined : q }, { signal }),
    { isPolled: false, keepsFormer: true },
  );
  const take = useChange(async (tocsin, id: string) => onTake((await tocsin.getRuleTemplate({ id })).data.draft), []);
  return (
    <Section title="From a template">
      <Stack gap="sm">
        <TextInput
          label="What is watched"
          placeholder="disk"
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        {take.error !== null && <ProblemNotice error={take.error} />}
        <Shown query={query} isEmpty={({ data }) => data.length === 0} whenEmpty="No template has these words.">
          {({ data, meta }) => (
            <Stack gap="xs">
              <TemplateList
                templates={data}
                action="Take"
                taken={take.isPending ? take.variables : undefined}
                onTake={take.mutate}
              />
              {meta.next_cursor !== undefined && <Text size="sm">There are more; look for them by a word.</Text>}
            </Stack>
          )}
        </Shown>
      </Stack>
    </Section>
  );
}
