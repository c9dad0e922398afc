import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { spanText } from '../parts/relative-time.js';
import { useChange } from '../session/session-context.js';

const HOUR_SECONDS = 3_600;
const spans = [HOUR_SECONDS, 24 * HOUR_SECONDS, 30 * 24 * HOUR_SECONDS, 365 * 24 * HOUR_SECONDS];
/** What people make tokens for. */
const uses = {
  send: { label: 'send samples, and write rules', scopes: ['rules:write'] },
  read: { label: 'read everything but the record', scopes: ['rules:read', 'metrics:read'] },
  edit: { label: 'read, write and delete', scopes: ['rules:read', 'metrics:read', 'rules:write', 'rules:delete'] },
  admin: { label: 'do all that an admin may', scopes: ['admin:all'] },
} as const;
type Use = keyof typeof uses;
const useNames = Object.keys(uses) as Use[];

/** Makes a token that may as much as is chosen. */
export function NewToken({ onMade }: { readonly onMade: (subject: string, token: string) => void }): ReactElement {
  const [subject, setSubject] = useState('');
  const [use, setUse] = useState<Use>('send');
  const [seconds, setSeconds] = useState(24 * HOUR_SECONDS);
  const make = useChange(
    async (tocsin, _: void) => {
      const body = { subject, scopes: uses[use].scopes, expires_in_seconds: seconds };
      onMade(subject, (await tocsin.createToken({ body })).data.token);
    },
    ['keys'],
    () => setSubject(''),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group align="end">
        <TextInput
          label="Who will use it"
          placeholder="prometheus"
          required
          withAsterisk={false}
          maxLength={150}
          value={subject}
          error={fieldProblem(make.error, 'subject')}
          onChange={({ currentTarget }) => setSubject(currentTarget.value)}
        />
        <NativeSelect
          label="It may"
          data={useNames.map((value) => ({ value, label: uses[value].label }))}
          value={use}
          onChange={({ currentTarget }) => setUse(useNames.find((name) => name === currentTarget.value) ?? 'send')}
        />
        <NativeSelect
          label="It ends after"
          data={spans.map((value) => ({ value: String(value), label: spanText(value * 1_000) }))}
          value={String(seconds)}
          onChange={({ currentTarget }) => setSeconds(Number(currentTarget.value))}
        />
        <Button type="submit" variant="default" loading={make.isPending}>
          Make a token
        </Button>
      </Group>
      {make.error !== null && !isAtFields(make.error, ['subject']) && <ProblemNotice error={make.error} />}
    </form>
  );
}
