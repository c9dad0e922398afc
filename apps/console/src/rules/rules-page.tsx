import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { type ReactElement, useCallback, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { withFacet } from '../parts/facets.js';
import { CountedFilter, TextFilter } from '../parts/filters.js';
import { ProblemNotice } from '../parts/problem-notice.js';
import { Shown } from '../parts/shown.js';
import { useAsked, useChange } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import {
  askedOf,
  askStretch,
  facetNames,
  isNarrowed,
  ruleFacets,
  ruleMarks,
  ruleOrders,
  type RuleStandings,
} from './asked-rules.js';
import type { PickedRule } from './bulk.js';
import { BulkBar } from './bulk-bar.js';
import { RuleTable, STRETCH } from './rule-table.js';

/** As many as one answer holds. */
const ALL_AT_ONCE = 500;

/** The rules that the address asks for, and what can be done to many of them at once. */
export function RulesPage(): ReactElement {
  const [parameters] = useSearchParams();
  const asked = askedOf(parameters);
  const [picked, setPicked] = useState<ReadonlyMap<string, PickedRule>>(new Map());
  // With what it answers, so that the former list stands as it is until the next one is there.
  const query = useAsked(
    ['rules', 'standings', asked, 0],
    async (tocsin, signal) => ({
      asked,
      standings: await askStretch(tocsin, asked, { offset: 0, limit: STRETCH }, signal),
    }),
    { keepsFormer: true },
  );
  const pick = useCallback(
    (rule: PickedRule, isPicked: boolean): void =>
      setPicked((known) => {
        const changed = new Map(known);
        if (isPicked) changed.set(rule.id, rule);
        else changed.delete(rule.id);
        return changed;
      }),
    [],
  );
  return (
    <Stack>
      <Group justify="space-between" align="start">
        <PageTitle>Rules</PageTitle>
        <Button component={Link} to="/rules/new">
          New rule
        </Button>
      </Group>
      <Facets standings={query.data?.standings} />
      <Shown
        query={query}
        isEmpty={({ standings }) => standings.total === 0}
        whenEmpty={isNarrowed(asked) ? 'No rule fits these facets.' : 'There are no rules yet: write the first one.'}
      >
        {({ asked: answered, standings: first }) => (
          <>
            <Group justify="space-between">
              <Text size="sm" role="status">
                {first.total} {first.total === 1 ? 'rule' : 'rules'}
              </Text>
              <PickAll asked={asked} onPick={(rules) => setPicked(new Map(rules.map((rule) => [rule.id, rule])))} />
            </Group>
            <RuleTable asked={answered} first={first} picked={picked} onPick={pick} />
          </>
        )}
      </Shown>
      <BulkBar picked={[...picked.values()]} onClear={() => setPicked(new Map())} />
    </Stack>
  );
}

/** What narrows and orders the list; it stands in the address. */
function Facets({ standings }: { readonly standings: RuleStandings | undefined }): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const change = (name: string, value: string | null): void => setParameters(withFacet(parameters, name, value));
  const q = parameters.get('q') ?? '';
  return (
    <Group align="end">
      {ruleFacets.map((name) => {
        const [value, counts] = [parameters.get(name), standings?.facets[name] ?? []];
        if (counts.length === 0 && value === null) return null;
        return (
          <CountedFilter
            key={name}
            label={facetNames[name]}
            value={value}
            counts={counts}
            onChange={(chosen) => change(name, chosen)}
          />
        );
      })}
      {Object.entries(ruleMarks).map(([name, label]) => (
        <NativeSelect
          key={name}
          label={label}
          data={[
            { value: '', label: 'whether or not' },
            { value: 'true', label: 'only these' },
          ]}
          value={parameters.get(name) ?? ''}
          onChange={({ currentTarget }) => change(name, currentTarget.value)}
        />
      ))}
      <NativeSelect
        label="Order by"
        data={Object.entries(ruleOrders).map(([value, label]) => ({ value, label }))}
        value={parameters.get('sort') ?? 'name'}
        onChange={({ currentTarget }) => change('sort', currentTarget.value)}
      />
      <TextFilter
        key={q}
        label="Name or description"
        placeholder="cpu"
        value={q}
        onChange={(value) => change('q', value)}
      />
    </Group>
  );
}

/** Picks every rule that fits and can be changed by itself, also those that were never scrolled to. */
function PickAll({
  asked,
  onPick,
}: {
  readonly asked: string;
  readonly onPick: (rules: readonly PickedRule[]) => void;
}): ReactElement {
  const pickAll = useChange(async (tocsin, _: void) => {
    const rules: PickedRule[] = [];
    for (let offset = 0; ; offset += ALL_AT_ONCE) {
      const { rules: some, total } = await askStretch(tocsin, asked, { offset, limit: ALL_AT_ONCE });
      rules.push(...some.filter(({ group }) => group === null).map(({ id, name }) => ({ id, name })));
      if (offset + ALL_AT_ONCE >= total) break;
    }
    onPick(rules);
  }, []);
  return (
    <>
      {pickAll.error !== null && <ProblemNotice error={pickAll.error} />}
      <Button variant="default" size="xs" loading={pickAll.isPending} onClick={() => pickAll.mutate()}>
        Pick all
      </Button>
    </>
  );
}
