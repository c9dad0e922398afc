import { Alert, Button, Group, List, NativeSelect, Progress, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactElement, useState } from 'react';
import { nowMs } from '../parts/clock.js';
import { Name } from '../parts/name.js';
import { silenceSpans } from '../parts/silence-spans.js';
import { spanText } from '../parts/relative-time.js';
import { Section } from '../parts/section.js';
import { Dialog } from '../session/dialog.js';
import { useChange, useMay } from '../session/session-context.js';
import { type BulkAction, type BulkOutcome, doToAll, type PickedRule } from './bulk.js';

/** Each makes a silence of its own, and nobody reads longer lists of them. */
const SILENCED_MAX = 100;
/** Refusals that are listed; the others are counted. */
const LISTED_MAX = 50;

const actionNames = { resume: 'Enable', pause: 'Disable', move: 'Move', silence: 'Silence', delete: 'Delete' } as const;
type Kind = keyof typeof actionNames;
const kinds = Object.keys(actionNames) as readonly Kind[];

/** What can be done to the rules that were picked, and what became of each. */
export function BulkBar({
  picked,
  onClear,
}: {
  readonly picked: readonly PickedRule[];
  readonly onClear: () => void;
}): ReactElement | null {
  const [asking, setAsking] = useState<Kind | null>(null);
  const mayWrite = useMay('rules:write');
  const [done, setDone] = useState(0);
  const change = useChange(
    (tocsin, action: BulkAction) => {
      setDone(0);
      return doToAll(tocsin, action, picked, setDone);
    },
    ['rules', 'alerts', 'silences', 'approvals'],
    () => {
      setAsking(null);
      onClear();
    },
  );
  const start = (kind: Kind): void => {
    if (kind === 'resume' || kind === 'pause') change.mutate({ kind });
    else setAsking(kind);
  };
  return (
    <>
      {change.data !== undefined && <Outcomes outcomes={change.data} onClose={change.reset} />}
      {picked.length > 0 && (
        <Section title={picked.length === 1 ? '1 rule is picked' : `${picked.length} rules are picked`}>
          <Group>
            {kinds.map((kind) => (
              <Button
                key={kind}
                variant="default"
                size="xs"
                disabled={!mayWrite || change.isPending || (kind === 'silence' && picked.length > SILENCED_MAX)}
                onClick={() => start(kind)}
              >
                {actionNames[kind]}
                {kind === 'resume' || kind === 'pause' ? '' : '…'}
              </Button>
            ))}
            <Button variant="default" size="xs" disabled={change.isPending} onClick={onClear}>
              Pick none
            </Button>
          </Group>
          {!mayWrite && (
            <Text size="sm" mt="xs">
              Only an editor may change or silence them.
            </Text>
          )}
          {mayWrite && picked.length > SILENCED_MAX && (
            <Text size="sm" mt="xs">
              At most {SILENCED_MAX} rules are silenced at once; a silence by a label they share does for more.
            </Text>
          )}
          {change.isPending && (
            <Stack gap="xs" mt="sm">
              <Text size="sm" role="status">
                {done} of {picked.length}
              </Text>
              <Progress value={(100 * done) / picked.length} aria-label="How many are done" />
            </Stack>
          )}
        </Section>
      )}
      <Dialog
        isOpen={asking !== null}
        title={
          asking === null ? '' : `${actionNames[asking]} ${picked.length === 1 ? '1 rule' : `${picked.length} rules`}`
        }
        onClose={() => setAsking(null)}
      >
        {asking !== null && <Ask kind={asking} isPending={change.isPending} onDo={change.mutate} />}
      </Dialog>
    </>
  );
}

/** Asks what an action needs to know, and whether it is meant. */
function Ask({
  kind,
  isPending,
  onDo,
}: {
  readonly kind: Kind;
  readonly isPending: boolean;
  readonly onDo: (action: BulkAction) => void;
}): ReactElement {
  const [text, setText] = useState('');
  const [spanMs, setSpanMs] = useState<number>(silenceSpans[0]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (kind === 'move') onDo({ kind, folder: text.trim() === '' ? null : text.trim() });
    else if (kind === 'silence') onDo({ kind, comment: text, endsAt: nowMs() + spanMs });
    else onDo({ kind });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {kind === 'delete' && <Text>Their alerts end with them. Each can be restored from its versions.</Text>}
        {kind === 'move' && (
          <TextInput
            label="Folder"
            description="Such as team/payments; empty for none."
            value={text}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            data-autofocus
          />
        )}
        {kind === 'silence' && (
          <>
            <NativeSelect
              label="For"
              data={silenceSpans.map((ms) => ({ value: String(ms), label: spanText(ms) }))}
              value={String(spanMs)}
              onChange={({ currentTarget }) => setSpanMs(Number(currentTarget.value))}
            />
            <TextInput
              label="Comment"
              required
              withAsterisk={false}
              maxLength={1_000}
              value={text}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
              data-autofocus
            />
          </>
        )}
        <Button type="submit" loading={isPending}>
          {actionNames[kind]}
        </Button>
      </Stack>
    </form>
  );
}

const outcomeNames: Readonly<Record<BulkOutcome['outcome'], string>> = {
  changed: 'done',
  unchanged: 'as they were',
  waits: 'wait for approval',
  refused: 'refused',
};

function Outcomes({
  outcomes,
  onClose,
}: {
  readonly outcomes: readonly BulkOutcome[];
  readonly onClose: () => void;
}): ReactElement {
  const counts = Object.entries(outcomeNames)
    .map(([outcome, words]) => [outcomes.filter((one) => one.outcome === outcome).length, words] as const)
    .filter(([count]) => count > 0);
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused');
  return (
    <Alert
      variant="outline"
      role="status"
      title={`${counts.map(([count, words]) => `${count} ${words}`).join(', ')}.`}
      withCloseButton
      closeButtonLabel="Close"
      onClose={onClose}
    >
      <List size="sm">
        {refused.slice(0, LISTED_MAX).map(({ id, name, because }) => (
          <List.Item key={id}>
            <Name>{`${name}: ${because}`}</Name>
          </List.Item>
        ))}
      </List>
      {refused.length > LISTED_MAX && <Text size="sm">And {refused.length - LISTED_MAX} more.</Text>}
    </Alert>
  );
}
