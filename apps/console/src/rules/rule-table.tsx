import { Checkbox, Table } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, type ReactElement, useLayoutEffect, useRef } from 'react';
import { plain } from '../parts/plain.js';
import { type Question, useAskedEach } from '../session/session-context.js';
import { askStretch, type RuleStanding, type RuleStandings } from './asked-rules.js';
import type { PickedRule } from './bulk.js';
import { RuleCells, ruleColumns } from './rule-cells.js';
import classes from './rule-table.module.css';

/** Rules that are asked for at once: more than two screens of them. */
export const STRETCH = 100;
/** As the style sheet has it; rows of one height stand where they are before they are there. */
const ROW_PX = 44;
/** Rows beyond what is seen, so that keys find the next ones there. */
const OVERSCAN = 10;

/**
 * A table of all the rules that fit. Only those rows are made that are seen, and only those rules asked for; who reads by
 * ear is told how many there are and which ones these are. Its rows are made anew only where they change: they are most of
 * what a filter takes.
 */
export const RuleTable = memo(function RuleTable({
  asked,
  first,
  picked,
  onPick,
}: {
  readonly asked: string;
  /** The first stretch. */
  readonly first: RuleStandings;
  readonly picked: ReadonlyMap<string, PickedRule>;
  readonly onPick: (rule: PickedRule, isPicked: boolean) => void;
}): ReactElement {
  const { total } = first;
  const region = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => region.current,
    estimateSize: () => ROW_PX,
    overscan: OVERSCAN,
  });
  // Another list begins at its top.
  useLayoutEffect(() => virtualizer.scrollToOffset(0), [virtualizer, asked]);
  const rows = virtualizer.getVirtualItems();
  const [top, bottom] = [rows[0], rows.at(-1)];
  const standingAt = useStretches(asked, first, [top?.index ?? 0, bottom?.index ?? 0]);
  return (
    <div ref={region} className={classes['region']} tabIndex={0} role="region" aria-label="The list of rules">
      <Table layout="fixed" highlightOnHover className={classes['table']} aria-label="Rules" aria-rowcount={total + 1}>
        <Table.Thead>
          <Table.Tr aria-rowindex={1}>
            <Table.Th className={classes['pick']}>Pick</Table.Th>
            {ruleColumns.map(({ label, width }) => (
              <Table.Th key={label} className={width === null ? '' : classes[width]}>
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          <Spacer height={top?.start ?? 0} />
          {rows.map(({ index }) => (
            <RuleRow key={index} index={index} rule={standingAt(index)} picked={picked} onPick={onPick} />
          ))}
          <Spacer height={virtualizer.getTotalSize() - (bottom?.end ?? 0)} />
        </Table.Tbody>
      </Table>
    </div>
  );
});

/** The rules of the stretches that are seen; undefined for one that is not there yet. */
function useStretches(
  asked: string,
  first: RuleStandings,
  [from, to]: readonly [number, number],
): (index: number) => RuleStanding | undefined {
  // The first stretch is there already.
  const begin = Math.max(1, Math.floor(from / STRETCH));
  const end = Math.floor(to / STRETCH);
  const stretches = Array.from({ length: Math.max(0, end - begin + 1) }, (_, i) => begin + i);
  const questions = stretches.map((stretch): Question<RuleStandings> => {
    const place = { offset: stretch * STRETCH, limit: STRETCH };
    return {
      key: ['rules', 'standings', asked, stretch],
      ask: (tocsin, signal) => askStretch(tocsin, asked, place, signal),
    };
  });
  const answers = useAskedEach(questions);
  return (index) => {
    const stretch = Math.floor(index / STRETCH);
    const standings = stretch === 0 ? first : answers[stretch - begin]?.data;
    return standings?.rules[index % STRETCH];
  };
}

function RuleRow({
  index,
  rule,
  picked,
  onPick,
}: {
  readonly index: number;
  readonly rule: RuleStanding | undefined;
  readonly picked: ReadonlyMap<string, PickedRule>;
  readonly onPick: (rule: PickedRule, isPicked: boolean) => void;
}): ReactElement {
  // The first row is that of the headings.
  const place = { 'aria-rowindex': index + 2 };
  if (rule === undefined)
    return (
      <Table.Tr {...place}>
        <Table.Td colSpan={ruleColumns.length + 1}>Loading…</Table.Td>
      </Table.Tr>
    );
  const { id, name, group } = rule;
  return (
    <Table.Tr {...place}>
      <Table.Td>
        {group === null && (
          <Checkbox
            aria-label={`Pick ${plain(name)}`}
            checked={picked.has(id)}
            onChange={({ currentTarget }) => onPick({ id, name }, currentTarget.checked)}
          />
        )}
      </Table.Td>
      <RuleCells rule={rule} />
    </Table.Tr>
  );
}

/** Stands where rows are that nobody sees. */
function Spacer({ height }: { readonly height: number }): ReactElement | null {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td className={classes['spacer']} colSpan={ruleColumns.length + 1} style={{ height }} />
    </tr>
  );
}
