import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { plain } from '../parts/plain.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useChange } from '../session/session-context.js';
import classes from './notes.module.css';

/** What people wrote about an incident, and where one more is written. */
export function Notes({
  incidentId: id,
  notes,
}: {
  readonly incidentId: string;
  readonly notes: readonly Schema<'IncidentNote'>[];
}): ReactElement {
  const [text, setText] = useState('');
  const add = useChange(
    (tocsin, written: string) => tocsin.addIncidentNote({ id, body: { text: written } }),
    ['alert', 'alerts'],
    () => setText(''),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate(text);
  };
  return (
    <Stack gap="sm">
      {notes.length === 0 && <Text c="dimmed">Nobody has written anything yet.</Text>}
      {notes.map((note) => (
        <article key={note.id}>
          <Text size="sm" c="dimmed">
            <Name>{note.by}</Name>, <Moment at={note.at} />
          </Text>
          <div className={classes['text']}>
            <bdi>{plain(note.text)}</bdi>
          </div>
        </article>
      ))}
      <form onSubmit={submit}>
        <Stack gap="xs">
          <Textarea
            label="Note"
            description="With your name and the time. It is not changed afterwards; another one may correct it."
            required
            withAsterisk={false}
            maxLength={4_000}
            autosize
            minRows={2}
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
          />
          {add.error !== null && <ProblemNotice error={add.error} />}
          <Group>
            <Button type="submit" variant="default" loading={add.isPending}>
              Add the note
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
