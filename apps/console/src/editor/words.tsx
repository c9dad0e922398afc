import { Button, Group, List, Stack, Text, Textarea } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Name } from '../parts/name.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { useChange } from '../session/session-context.js';

type Reading = Schema<'ReadingOfWords'>;

/** Makes a rule of what somebody says in their own words; they see how it was understood before they take it. */
export function Words({ onTake }: { readonly onTake: (draft: Reading['draft']) => void }): ReactElement {
  const [text, setText] = useState('');
  const read = useChange((tocsin, said: string) => tocsin.makeRuleFromWords({ body: { text: said } }), []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    read.mutate(text);
  };
  return (
    <Section title="In your own words">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Textarea
            label="What should it tell you?"
            placeholder="Tell me when cpu_usage is above 90 for 5 minutes"
            autosize
            maxLength={2_000}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          {read.error !== null && <ProblemNotice error={read.error} />}
          <Group>
            <Button type="submit" variant="default" disabled={text.trim() === ''} loading={read.isPending}>
              Make a rule of it
            </Button>
          </Group>
        </Stack>
      </form>
      {read.data !== undefined && <Understood understood={read.data.data} onTake={onTake} />}
    </Section>
  );
}

function Understood({
  understood,
  onTake,
}: {
  readonly understood: Schema<'UnderstandingOfWords'>;
  readonly onTake: (draft: Reading['draft']) => void;
}): ReactElement {
  const { rule, question, choices, reason, can } = understood;
  return (
    <Stack gap="sm" mt="sm" role="status">
      {[question, reason, can].map(
        (told) =>
          told !== undefined && (
            <Text key={told}>
              <Name>{told}</Name>
            </Text>
          ),
      )}
      {rule !== undefined && <OneReading reading={rule} label="Take it into the editor" onTake={onTake} />}
      {choices?.map((choice) => (
        <OneReading key={choice.label} reading={choice} label={`Take “${choice.label}”`} onTake={onTake} />
      ))}
    </Stack>
  );
}

function OneReading({
  reading: { draft, reading, assumptions, left_out },
  label,
  onTake,
}: {
  readonly reading: Reading;
  readonly label: string;
  readonly onTake: (draft: Reading['draft']) => void;
}): ReactElement {
  const notes = [
    ...assumptions,
    ...left_out.map(({ words, instead }) => `“${words}” is no part of a rule. ${instead}`),
  ];
  return (
    <Stack gap="xs" align="flex-start">
      <Text>
        <Name>{reading}</Name>
      </Text>
      {notes.length > 0 && (
        <List size="sm">
          {notes.map((note) => (
            <List.Item key={note}>
              <Name>{note}</Name>
            </List.Item>
          ))}
        </List>
      )}
      <Button onClick={() => onTake(draft)}>{label}</Button>
    </Stack>
  );
}
