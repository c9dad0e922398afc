import { Button, Checkbox, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { tellDone } from '../parts/notice.js';
import { printMatcher } from '@tocsin/domain/alerting/print-matcher';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Affected } from '../parts/affected.js';
import { nowMs } from '../parts/clock.js';
import { Name } from '../parts/name.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { silenceSpans } from '../parts/silence-spans.js';
import { spanText } from '../parts/relative-time.js';
import { Dialog } from '../session/dialog.js';
import { useChange } from '../session/session-context.js';

/** Silences what has the same labels as an alert, or some of them. */
export function SilenceDialog({
  isOpen,
  labels,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly onClose: () => void;
}): ReactElement {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Silence">
      <SilenceForm labels={labels} onDone={onClose} />
    </Dialog>
  );
}

function SilenceForm({
  labels,
  onDone,
}: {
  readonly labels: Readonly<Record<string, string>>;
  readonly onDone: () => void;
}): ReactElement {
  const names = Object.keys(labels).toSorted();
  const [chosen, setChosen] = useState<readonly string[]>(names);
  const [spanMs, setSpanMs] = useState<number>(silenceSpans[0]);
  const [comment, setComment] = useState('');
  const matchers = names
    .filter((name) => chosen.includes(name))
    .map((name) => printMatcher({ name, operator: '=', value: labels[name] ?? '' }));
  const silence = useChange(
    (tocsin, _: void) => tocsin.createSilence({ body: { matchers, comment, ends_at: nowMs() + spanMs } }),
    ['alert', 'alerts', 'silences'],
    () => {
      tellDone(`Silenced for ${spanText(spanMs)}.`);
      onDone();
    },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    silence.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Checkbox.Group label="Alerts that have all of these labels" value={[...chosen]} onChange={setChosen}>
          <Stack gap="xs" mt="xs">
            {names.map((name) => (
              <Checkbox key={name} value={name} label={<Name>{`${name}=${labels[name] ?? ''}`}</Name>} />
            ))}
          </Stack>
        </Checkbox.Group>
        {matchers.length > 0 ? (
          <Affected matchers={matchers} isNow />
        ) : (
          <Text size="sm">Choose at least one label.</Text>
        )}
        <NativeSelect
          label="For"
          data={silenceSpans.map((ms) => ({ value: String(ms), label: spanText(ms) }))}
          value={String(spanMs)}
          onChange={({ currentTarget }) => setSpanMs(Number(currentTarget.value))}
        />
        <Textarea
          label="Comment"
          description="Why nobody should hear of it, for those who wonder later."
          required
          withAsterisk={false}
          maxLength={1_000}
          value={comment}
          onChange={({ currentTarget }) => setComment(currentTarget.value)}
          data-autofocus
        />
        {silence.error !== null && <ProblemNotice error={silence.error} />}
        <Button type="submit" disabled={matchers.length === 0} loading={silence.isPending}>
          Silence
        </Button>
      </Stack>
    </form>
  );
}
