import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Dialog } from '../session/dialog.js';
import { useAsked, useChange, useMay } from '../session/session-context.js';

/** Says whether the platform heals, and stops it. */
export function KillSwitch(): ReactElement | null {
  const asked = useAsked(['healing', 'switch'], (tocsin, signal) => tocsin.getHealingSwitch({}, { signal }));
  const [isOpen, { open, close }] = useDisclosure(false);
  const switches = asked.data?.data;
  if (switches === undefined) return null;
  return (
    <>
      <Button color="red" variant={switches.is_off ? 'filled' : 'default'} size="xs" onClick={open}>
        {switches.is_off ? 'Healing is off' : 'Stop healing'}
      </Button>
      <Dialog isOpen={isOpen} onClose={close} title={switches.is_off ? 'Healing is switched off' : 'Stop all healing'}>
        {switches.is_off ? <SwitchOn switches={switches.switches} onDone={close} /> : <SwitchOff onDone={close} />}
      </Dialog>
    </>
  );
}

function SwitchOff({ onDone }: { readonly onDone: () => void }): ReactElement {
  const [reason, setReason] = useState('');
  const off = useChange(
    (tocsin, given: string) => tocsin.switchHealingOff({ body: { reason: given } }),
    ['healing'],
    onDone,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    off.mutate(reason);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">
          Within a second nothing more begins. A run that has begun is cut off and ends; what it has done until then
          stays. Nothing can be approved meanwhile, and only an admin lets healing go on.
        </Text>
        <Textarea
          label="Reason"
          required
          withAsterisk={false}
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        {off.error !== null && <ProblemNotice error={off.error} />}
        <Button color="red" type="submit" loading={off.isPending}>
          Switch healing off
        </Button>
      </Stack>
    </form>
  );
}

function SwitchOn({
  switches,
  onDone,
}: {
  readonly switches: readonly Schema<'HealingSwitch'>[];
  readonly onDone: () => void;
}): ReactElement {
  const on = useChange((tocsin) => tocsin.switchHealingOn(), ['healing'], onDone);
  const isAdmin = useMay('admin:all');
  return (
    <Stack>
      {switches.map(({ by, at, reason, everybody }) => (
        <Text size="sm" key={`${by} ${at}`}>
          <Name>{by}</Name>, <Moment at={at} />
          {everybody ? ', for all tenants' : ''}: <Name>{reason}</Name>
        </Text>
      ))}
      {on.error !== null && <ProblemNotice error={on.error} />}
      <Group>
        <Button disabled={!isAdmin} loading={on.isPending} onClick={() => on.mutate(undefined)}>
          Let healing go on
        </Button>
        {!isAdmin && <Text size="sm">Only an admin may.</Text>}
      </Group>
    </Stack>
  );
}
