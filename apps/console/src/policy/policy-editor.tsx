import { Alert, Button, Group, List, SimpleGrid, Stack, Text } from '@mantine/core';
import { ProblemError } from '@tocsin/client/problem-error';
import type { PolicyDraft } from '@tocsin/domain/alerting/notification-policy';
import { type ReactElement, useMemo, useState } from 'react';
import { Confirmed } from '../parts/confirmed.js';
import { Name } from '../parts/name.js';
import { tellDone } from '../parts/notice.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { useChange, useConnection } from '../session/session-context.js';
import { OtherParts } from './other-parts.js';
import { findingsOf, type RoutePlace } from './policy-draft.js';
import type { NamedReceiver, PolicyFinding, PolicyWorld } from './policy-world.js';
import { readPolicy } from './read-policy.js';
import { RouteFields } from './route-fields.js';
import { RouteTree } from './route-tree.js';
import { TriedLabels } from './tried-labels.js';
import { readUnsaved, type UnsavedPolicy } from './unsaved-policy.js';

/** Edits a policy. What is not saved is kept for as long as the tab is open. */
export function PolicyEditor({
  begun,
  receivers,
  unsavedKey,
}: {
  readonly begun: UnsavedPolicy;
  readonly receivers: readonly NamedReceiver[];
  readonly unsavedKey: string;
}): ReactElement {
  const [kept] = useState(() => readUnsaved(sessionStorage, unsavedKey));
  const [{ draft, etag }, setUnsaved] = useState(kept ?? begun);
  const [chosen, choose] = useState<RoutePlace>([]);
  /** Grows when another text takes the place of what is typed, so that fields begin anew. */
  const [generation, setGeneration] = useState(0);
  const change = (next: UnsavedPolicy): void => {
    setUnsaved(next);
    sessionStorage.setItem(unsavedKey, JSON.stringify(next));
  };
  const own = useMemo(() => findingsOf(draft, kindIn(receivers)), [draft, receivers]);
  const save = useSaving(draft, etag, (saved) => {
    setUnsaved({ draft, etag: saved });
    sessionStorage.removeItem(unsavedKey);
    tellDone('The policy holds from now on.');
  });
  /** What was refused before says nothing of what is there now. */
  const afresh = (next: UnsavedPolicy): void => {
    save.reset();
    change(next);
  };
  const replace = (next: UnsavedPolicy): void => {
    afresh(next);
    choose([]);
    setGeneration((one) => one + 1);
  };
  const theirs: readonly PolicyFinding[] = save.error instanceof ProblemError ? save.error.errors : [];
  const world: PolicyWorld = {
    draft,
    receivers,
    findings: own.length > 0 ? own : theirs,
    set: (next) => afresh({ draft: next, etag }),
    chosen,
    choose,
  };
  const isSound = own.length === 0;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: 'start' }} key={generation}>
      <Stack miw={0}>
        {kept !== null && generation === 0 && (
          <Alert variant="outline" role="status">
            <Group justify="space-between">
              <Text size="sm">This is what you had not saved.</Text>
              <Button variant="default" size="xs" onClick={() => replace(begun)}>
                Begin anew
              </Button>
            </Group>
          </Alert>
        )}
        <Section title="Routes">
          <RouteTree world={world} />
        </Section>
        <Section title="When nobody is told, and what is held back">
          <OtherParts world={world} />
        </Section>
      </Stack>
      <Stack miw={0}>
        <Section title="The chosen route">
          <RouteFields key={chosen.join('.')} world={world} />
        </Section>
        <Section title="Where would this alert go?">
          <TriedLabels draft={draft} receivers={receivers} isSound={isSound} />
        </Section>
        <Section title="Findings">
          <Findings findings={world.findings} />
        </Section>
        {save.error !== null && <Refusal error={save.error} draft={draft} onTheirs={replace} onMine={afresh} />}
        <Group>
          <Button disabled={!isSound} loading={save.isPending} onClick={() => save.mutate()}>
            Save the policy
          </Button>
          {etag !== null && (
            <Confirmed
              action="Delete the policy"
              about="notification policy"
              consequence="Every receiver is told of each alert at once, from now on."
              done="There is no policy any more."
              refreshed={['receivers', 'where to', 'edited policy']}
              change={async (tocsin) => {
                await tocsin.deleteNotificationPolicy({ ifMatch: etag });
                sessionStorage.removeItem(unsavedKey);
              }}
            />
          )}
        </Group>
      </Stack>
    </SimpleGrid>
  );
}

const kindIn =
  (receivers: readonly NamedReceiver[]) =>
  (id: string): string | null =>
    receivers.find((one) => one.id === id)?.type ?? null;

function useSaving(draft: PolicyDraft, etag: string | null, onSaved: (etag: string | null) => void) {
  return useChange(
    async (tocsin, _: void) => {
      const saved = await tocsin.updateNotificationPolicy({ body: draft, ...(etag === null ? {} : { ifMatch: etag }) });
      onSaved(saved.etag);
    },
    ['receivers', 'where to', 'edited policy'],
  );
}

function Findings({ findings }: { readonly findings: readonly PolicyFinding[] }): ReactElement {
  if (findings.length === 0) return <Text c="dimmed">Nothing is wrong with it.</Text>;
  return (
    <List size="sm">
      {findings.map(({ path, message, fix }) => (
        <List.Item key={`${path} ${message}`}>
          <Name>{`${path} ${message}. ${fix}`}</Name>
        </List.Item>
      ))}
    </List>
  );
}

/** Why it was not saved; what somebody else has saved meanwhile is not written over unseen. */
function Refusal({
  error,
  draft,
  onTheirs,
  onMine,
}: {
  readonly error: Error;
  readonly draft: PolicyDraft;
  readonly onTheirs: (theirs: UnsavedPolicy) => void;
  readonly onMine: (mine: UnsavedPolicy) => void;
}): ReactElement {
  const { keeper, tocsin } = useConnection();
  const isConflict = error instanceof ProblemError && error.status === 412;
  const read = useChange(
    async (_tocsin, take: (theirs: UnsavedPolicy | null) => void) =>
      take(await keeper.ask(() => readPolicy(tocsin, AbortSignal.timeout(READ_MS)))),
    [],
  );
  return (
    <Stack gap="xs">
      <ProblemNotice error={error} />
      {isConflict && (
        <Group>
          <Button
            variant="default"
            onClick={() => read.mutate((theirs) => onMine({ draft, etag: theirs?.etag ?? null }))}
          >
            Go on with mine
          </Button>
          <Button variant="default" onClick={() => read.mutate((theirs) => theirs !== null && onTheirs(theirs))}>
            Take theirs
          </Button>
        </Group>
      )}
      {read.error !== null && <ProblemNotice error={read.error} />}
    </Stack>
  );
}

/** As long as the platform may take to say what holds now. */
const READ_MS = 10_000;
