import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { useSearchParams } from 'react-router';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { useChange } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { Erasures } from './erasures.js';
import { Held } from './held.js';

/** What is held about a person, handed out and taken away. */
export function SubjectsPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const [name, setName] = useState(parameters.get('name') ?? '');
  // Each look stands in the record, so that nothing is looked at again by itself.
  const find = useChange(async (tocsin, asked: string) => (await tocsin.getSubject({ name: asked })).data, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const asked = name.trim();
    setParameters({ name: asked }, { replace: true });
    find.mutate(asked);
  };
  return (
    <Stack>
      <PageTitle>Data subjects</PageTitle>
      <Section title="Everything about a person">
        <Stack>
          <form onSubmit={submit}>
            <Group align="end">
              <TextInput
                label="Name, or pseudonym"
                required
                withAsterisk={false}
                maxLength={200}
                value={name}
                onChange={({ currentTarget }) => setName(currentTarget.value)}
              />
              <Button type="submit" loading={find.isPending}>
                Find
              </Button>
            </Group>
          </form>
          <Text size="sm">That you looked stands in the record.</Text>
          {find.error !== null && <ProblemNotice error={find.error} />}
          {find.data !== undefined && <Held subject={find.data} onErased={find.reset} />}
        </Stack>
      </Section>
      <Erasures />
    </Stack>
  );
}
