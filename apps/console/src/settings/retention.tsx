import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type FormEvent, type ReactElement, useState } from 'react';
import { fieldProblem, isAtFields } from '../parts/field-problems.js';
import { Moment } from '../parts/moment.js';
import { tellDone } from '../parts/notice.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Section } from '../parts/section.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked, useChange } from '../session/session-context.js';
import { DataTable } from '../parts/data-table.js';
import { Hold } from './hold.js';

type Kept = Schema<'Retention'>;
type Kind = Kept['records'][number]['kind'];

const kindWords: Readonly<Record<Kind | Kept['others'][number]['kind'], string>> = {
  healing_runs: 'Healing runs',
  playbook_versions: 'Versions of playbooks',
  rule_versions: 'Versions of rules',
  samples: 'Samples',
  notifications: 'Notifications sent',
  audit_ledger: 'The record',
  erasures: 'Certificates of erasures',
};

/** For how long what is kept, and the legal hold that keeps everything. */
export function Retention(): ReactElement {
  const query = useAsked(['retention'], (tocsin, signal) => tocsin.getRetention({}, { signal }));
  return (
    <>
      <Section title="For how long what is kept">
        <Shown query={query}>
          {({ data }) => (
            <Stack>
              {/* What somebody else has changed meanwhile is what is changed next. */}
              <Days key={JSON.stringify(data.records.map(({ days }) => days))} records={data.records} />
              <Others others={data.others} />
            </Stack>
          )}
        </Shown>
      </Section>
      {query.data !== undefined && <Hold hold={query.data.data.hold} />}
    </>
  );
}

function Days({ records }: { readonly records: Kept['records'] }): ReactElement {
  const before = Object.fromEntries(records.map(({ kind, days }) => [kind, days ?? '']));
  const [typed, setTyped] = useState<Readonly<Record<string, number | string>>>(before);
  const changed = records.filter(({ kind }) => typed[kind] !== before[kind]);
  const save = useChange(
    (tocsin, _: void) => {
      const days = changed.map(({ kind }) => [kind, typed[kind] === '' ? null : Number(typed[kind])]);
      return tocsin.putRetention({ body: { days: Object.fromEntries(days) } });
    },
    ['retention'],
    () => tellDone('Kept as you say; what is older goes within the hour.'),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  const paths = records.map(({ kind }) => `days.${kind}`);
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {records.map(({ kind, oldest, deleted }) => (
          <Group key={kind} align="end">
            <NumberInput
              label={`${kindWords[kind]}: days`}
              description="30 to 3650; empty for ever."
              min={30}
              max={3_650}
              clampBehavior="none"
              allowDecimal={false}
              hideControls
              value={typed[kind] ?? ''}
              error={fieldProblem(save.error, `days.${kind}`)}
              onChange={(value) => setTyped((all) => ({ ...all, [kind]: value }))}
            />
            <Text size="sm">
              {oldest === null ? (
                'There are none.'
              ) : (
                <>
                  The oldest is of <Moment at={oldest} />.
                </>
              )}{' '}
              {deleted !== null && (
                <>
                  {deleted.count} went <Moment at={deleted.at} />.
                </>
              )}
            </Text>
          </Group>
        ))}
        {save.error !== null && !isAtFields(save.error, paths) && <ProblemNotice error={save.error} />}
        <Group>
          <Button type="submit" disabled={changed.length === 0} loading={save.isPending}>
            Keep them so long
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Others({ others }: { readonly others: Kept['others'] }): ReactElement {
  return (
    <DataTable
      label="What else is kept"
      minWidth={480}
      rows={others}
      keyOf={({ kind }) => kind}
      columns={{
        'Also kept': ({ kind }) => kindWords[kind],
        Days: ({ days }) => days ?? 'for ever',
        'Legal hold': ({ is_held }) => <Tag value={is_held ? 'kept by it' : 'not kept by it'} />,
        Why: ({ why }) => why,
      }}
    />
  );
}
