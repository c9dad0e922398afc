import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { tellDone } from '../parts/notice.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useAsked, useChange } from '../session/session-context.js';

/** Series that are predicted though no rule asks. */
export function Marks(): ReactElement {
  const query = useAsked(['marks'], (tocsin, signal) => tocsin.getPredictionMarks({}, { signal }));
  return (
    <Section title="Series that are always predicted">
      <Shown query={query}>
        {({ data, etag }) => <MarksForm key={data.version} selectors={data.selectors} etag={etag ?? ''} />}
      </Shown>
    </Section>
  );
}

function MarksForm({
  selectors,
  etag,
}: {
  readonly selectors: readonly string[];
  /** The version that is shown; another one is not overwritten. */
  readonly etag: string;
}): ReactElement {
  const [text, setText] = useState(selectors.join('\n'));
  const save = useChange(
    (tocsin, wanted: string[]) => tocsin.updatePredictionMarks({ body: { selectors: wanted }, ifMatch: etag }),
    ['marks', 'forecast series', 'predictions'],
    () => tellDone('The marks are kept.'),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate(
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Textarea
          label="Selectors, one a line"
          description="Scores and forecasts are made of the series that fit one of them, as far as there is room, the first ones first. {} fits all."
          placeholder='disk_used_percent{job="db"}'
          autosize
          minRows={3}
          maxRows={12}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        {save.error !== null && <ProblemNotice error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>
            Save the marks
          </Button>
          {selectors.length === 0 && (
            <Text size="sm">None are marked: what rules ask for is predicted all the same.</Text>
          )}
        </Group>
      </Stack>
    </form>
  );
}
