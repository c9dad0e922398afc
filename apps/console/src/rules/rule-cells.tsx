import { Table, Text } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { plain } from '../parts/plain.js';
import { durationText, spanText } from '../parts/relative-time.js';
import { Tag } from '../parts/tag.js';
import type { RuleStanding } from './asked-rules.js';

interface Column {
  readonly label: string;
  /** A class of the style sheet; null for what is left, in equal parts. */
  readonly width: 'name' | 'state' | 'severity' | 'alerts' | 'evaluated' | 'time' | 'duration' | null;
  readonly cell: (rule: RuleStanding) => ReactNode;
  /** The whole of it as a text, where it may be too long for its place. */
  readonly text?: (rule: RuleStanding) => string;
}

/** What the list tells of each rule. */
export const ruleColumns: readonly Column[] = [
  { label: 'Rule', width: 'name', cell: (rule) => <RuleLink rule={rule} />, text: ({ name }) => name },
  {
    label: 'State',
    width: 'state',
    cell: ({ status, awaits_approval }) => (
      <>
        <Tag value={status} /> {awaits_approval && 'waits for approval'}
      </>
    ),
    text: ({ status, awaits_approval }) => `${status}${awaits_approval ? ', a change waits for approval' : ''}`,
  },
  { label: 'Severity', width: 'severity', cell: ({ severity }) => severity !== null && <Tag value={severity} /> },
  { label: 'Alerts', width: 'alerts', cell: (rule) => <Alerts rule={rule} />, text: alertsText },
  {
    label: 'Health',
    width: null,
    cell: ({ health, last_error }) => <Name>{[health, last_error].filter(Boolean).join(': ')}</Name>,
    text: ({ health, last_error }) => [health, last_error].filter(Boolean).join(': '),
  },
  { label: 'Evaluated', width: 'evaluated', cell: (rule) => <Evaluated rule={rule} />, text: howOften },
  {
    label: 'Took',
    width: 'duration',
    cell: ({ evaluation_duration_ms: ms }) => ms !== null && durationText(ms),
  },
  { label: 'Owner', width: null, cell: ({ owner }) => <Name>{owner ?? ''}</Name>, text: ({ owner }) => owner ?? '' },
  { label: 'Source', width: null, cell: (rule) => <Name>{sourceText(rule)}</Name>, text: sourceText },
  { label: 'Changed', width: 'time', cell: ({ updated_at }) => <Moment at={updated_at} /> },
];

/** The cells of one rule. */
export function RuleCells({ rule }: { readonly rule: RuleStanding }): ReactElement {
  return (
    <>
      {ruleColumns.map(({ label, cell, text }) => (
        <Table.Td key={label} title={text && plain(text(rule))}>
          {cell(rule)}
        </Table.Td>
      ))}
    </>
  );
}

/** A rule of a group has its group's page. */
function RuleLink({ rule: { id, name, group } }: { readonly rule: RuleStanding }): ReactElement {
  return (
    <PageLink to={group === null ? addressOf('rules', id) : addressOf('rule-groups', group)}>
      <Name>{name}</Name>
    </PageLink>
  );
}

function Alerts({ rule }: { readonly rule: RuleStanding }): ReactElement {
  if (rule.kind === 'recording') return <Text size="sm">records</Text>;
  if (rule.alert_state === 'inactive') return <Text size="sm">none</Text>;
  return (
    <PageLink to={{ pathname: '/alerts', search: String(new URLSearchParams({ rule_id: rule.id })) }}>
      {alertsText(rule)}
    </PageLink>
  );
}

function alertsText({ kind, firing, pending, silenced }: RuleStanding): string {
  if (kind === 'recording') return 'records';
  const parts = [
    [firing, silenced === 0 ? 'firing' : `firing (${silenced} silenced)`],
    [pending, 'pending'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return told.length === 0 ? 'none' : told.join(', ');
}

function Evaluated({ rule }: { readonly rule: RuleStanding }): ReactElement {
  if (rule.interval_ms === null) return <>{howOften(rule)}</>;
  return (
    <>
      {rule.last_evaluation === null ? 'not yet' : <Moment at={rule.last_evaluation} />}, {howOften(rule)}
    </>
  );
}

function howOften({ interval_ms, health }: RuleStanding): string {
  if (interval_ms !== null) return `every ${spanText(interval_ms)}`;
  return health === 'unknown' ? 'not at present' : 'with each sample';
}

function sourceText({ source, provisioned_by, group }: RuleStanding): string {
  if (provisioned_by !== null) return `${source} by ${provisioned_by}`;
  return group === null ? source : `${source} ${group}`;
}
