import { Button, NativeSelect, NumberInput, PasswordInput, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { tellDone } from '../parts/notice.js';
import { OnceShown } from '../parts/once-shown.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { useChange } from '../session/session-context.js';
import {
  bodyOf,
  choosesResolved,
  type ReceiverField,
  receiverFields,
  type ReceiverText,
  type ReceiverType,
  receiverTypes,
  textOf,
} from './receiver-fields.js';

/** Makes a receiver, or changes one, whose type and secret stay. */
export function ReceiverForm({
  known,
  onDone,
}: {
  /** Null for one that is new. */
  readonly known: Schema<'ReceiverDetail'> | null;
  readonly onDone: () => void;
}): ReactElement {
  const [type, setType] = useState<ReceiverType>(known?.type ?? 'webhook');
  const [text, setText] = useState<ReceiverText>(known === null ? {} : textOf(known));
  const [sendsResolved, setSendsResolved] = useState(
    known === null || !('send_resolved' in known) ? true : known.send_resolved,
  );
  const [secret, setSecret] = useState<string | null>(null);
  const save = useChange(
    async (tocsin, _: void) => {
      const body = bodyOf(type, text, sendsResolved);
      if (known !== null) {
        await tocsin.updateReceiver({ id: known.id, body });
        return;
      }
      const { data } = await tocsin.createReceiver({ body });
      setSecret(data.signing_secret ?? null);
      if (data.signing_secret !== undefined) return;
      onDone();
    },
    ['receivers', 'where to'],
    () => {
      tellDone(`${text['name']} is told from now on.`);
      if (known !== null) onDone();
    },
  );
  const { error } = save;
  if (secret !== null) {
    return <OnceShown label="Secret that its notifications are signed with" secret={secret} isKept onDone={onDone} />;
  }
  const fields = receiverFields[type];
  const set = (name: string, value: string): void => setText((before) => ({ ...before, [name]: value }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {known === null && (
          <NativeSelect
            label="Kind"
            data={receiverTypes}
            value={type}
            onChange={({ currentTarget }) =>
              setType(receiverTypes.find((one) => one === currentTarget.value) ?? 'webhook')
            }
            data-autofocus
          />
        )}
        <TextInput
          label="Name of the receiver"
          required
          withAsterisk={false}
          maxLength={200}
          value={text['name'] ?? ''}
          error={fieldProblem(error, 'name')}
          onChange={({ currentTarget }) => set('name', currentTarget.value)}
        />
        {fields.map((field) => (
          <Field
            key={`${type} ${field.name}`}
            field={field}
            isKept={known !== null && field.kind === 'secret'}
            value={text[field.name] ?? ''}
            problem={fieldProblem(error, field.name)}
            onChange={(value) => set(field.name, value)}
          />
        ))}
        {choosesResolved(type) && (
          <Switch
            label="Also told when it is over"
            checked={sendsResolved}
            onChange={({ currentTarget }) => setSendsResolved(currentTarget.checked)}
          />
        )}
        {error !== null && !isAtFields(error, ['name', ...fields.map(({ name }) => name)]) && (
          <ProblemNotice error={error} />
        )}
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      </Stack>
    </form>
  );
}

function Field({
  field: { label, hint, kind, isOptional = false },
  isKept,
  value,
  problem,
  onChange,
}: {
  readonly field: ReceiverField;
  /** Whether what is there stays when nothing is written. */
  readonly isKept: boolean;
  readonly value: string;
  readonly problem: string | null;
  readonly onChange: (value: string) => void;
}): ReactElement {
  const shared = {
    label,
    value,
    description: isKept ? 'It is kept when this is left empty.' : hint,
    error: problem,
    required: !isOptional && !isKept,
    withAsterisk: false,
  };
  const onText = ({ currentTarget }: { currentTarget: { value: string } }): void => onChange(currentTarget.value);
  if (kind === 'number')
    return <NumberInput {...shared} hideControls allowDecimal={false} onChange={(one) => onChange(String(one))} />;
  if (kind === 'secret') return <PasswordInput {...shared} autoComplete="off" onChange={onText} />;
  if (kind === 'template') return <Textarea {...shared} autosize maxRows={8} onChange={onText} />;
  return <TextInput {...shared} onChange={onText} />;
}
