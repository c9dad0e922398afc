import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { ProblemError } from '@tocsin/client/problem-error';
import type { RuleDraft } from '@tocsin/domain/rules/alert-rule';
import { type ReactElement, useState } from 'react';
import { useNavigate } from 'react-router';
import { Changes } from '../parts/changes.js';
import { DocumentDifference } from '../parts/document-difference.js';
import { tellDone } from '../parts/notice.js';
import { addressOf } from '../parts/page-link.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { useVersion, versionsOfRule } from '../rules/versioned.js';
import { useAsked, useChange } from '../session/session-context.js';
import { Conflict } from './conflict.js';

/** The rule that is changed, and the version that was read of it. */
export interface ChangedRule {
  readonly id: string;
  readonly etag: string;
}

/** The number of the version that an etag names. */
export const versionOf = (etag: string): number => Number(etag.replaceAll('"', ''));

/** Says what saving does, and saves; a rule that somebody else has changed meanwhile is not written over unseen. */
export function Saving({
  rule,
  settled,
  changed,
  onSaved,
  onTheirs,
  onMineOver,
}: {
  readonly rule: RuleDraft;
  /** The rule as it was when nobody had typed for a moment. */
  readonly settled: RuleDraft;
  /** Null for a rule that is new. */
  readonly changed: ChangedRule | null;
  readonly onSaved: () => void;
  readonly onTheirs: (draft: RuleDraft, etag: string) => void;
  readonly onMineOver: (etag: string) => void;
}): ReactElement {
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const planned = useAsked(
    ['dry run', changed, settled],
    async (tocsin, signal) => {
      const asked = { body: settled, dry_run: 'true' } as const;
      const { meta } =
        changed === null
          ? await tocsin.createRule(asked, { signal })
          : await tocsin.updateRule({ ...asked, id: changed.id, ifMatch: changed.etag }, { signal });
      return meta.dry_run ?? null;
    },
    { isPolled: false, keepsFormer: true },
  );
  const save = useChange(
    async (tocsin, _: void) => {
      const change_reason = reason.trim() === '' ? undefined : reason;
      const { data, meta } =
        changed === null
          ? await tocsin.createRule({ body: rule, change_reason })
          : await tocsin.updateRule({ id: changed.id, ifMatch: changed.etag, body: rule, change_reason });
      onSaved();
      tellDone(meta.proposal === undefined ? 'Saved.' : 'It waits for somebody else’s approval.');
      void navigate(addressOf('rules', data.id));
    },
    ['rules', 'healing', 'approvals'],
  );
  const error = save.error ?? planned.error;
  if (changed !== null && isConflict(error))
    return (
      <Conflict
        changed={changed}
        onTheirs={(draft, etag) => {
          save.reset();
          onTheirs(draft, etag);
        }}
        onMineOver={(etag) => {
          save.reset();
          onMineOver(etag);
        }}
      />
    );
  return (
    <Section title="Save">
      <Stack gap="sm">
        <Shown query={planned}>{(plan) => <Planned rule={settled} changed={changed} plan={plan} />}</Shown>
        <TextInput
          label="Reason"
          description="It is kept with the version."
          maxLength={1_000}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {save.error !== null && <ProblemNotice error={save.error} />}
        <Group>
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            Save
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}

const isConflict = (error: unknown): boolean => error instanceof ProblemError && error.status === 412;

/** What is changed of the version that was read, as lines. */
function Lines({
  changed: { id, etag },
  rule,
}: {
  readonly changed: ChangedRule;
  readonly rule: RuleDraft;
}): ReactElement {
  const version = versionOf(etag);
  return (
    <Shown query={useVersion(versionsOfRule(id), version)}>
      {({ document }) => (
        <DocumentDifference label={`From version ${version} to what is saved`} before={document} after={rule} />
      )}
    </Shown>
  );
}

function Planned({
  rule,
  changed,
  plan,
}: {
  readonly rule: RuleDraft;
  readonly changed: ChangedRule | null;
  readonly plan: Schema<'RuleDryRun'> | null;
}): ReactElement | null {
  if (plan === null) return null;
  return (
    <>
      {changed !== null && plan.changes.length === 0 && <Text>Nothing is changed yet.</Text>}
      {changed !== null && plan.changes.length > 0 && (
        <>
          <Changes changes={plan.changes} />
          <Lines rule={rule} changed={changed} />
        </>
      )}
      {plan.needs_approval && (
        <Alert variant="outline" title="Somebody else has to approve it">
          The rule stays as it is until then.
        </Alert>
      )}
    </>
  );
}
