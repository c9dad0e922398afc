import { Group, Stack, Table } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { severities } from '../parts/by-severity.js';
import { facetOf, withFacet } from '../parts/facets.js';
import { ChoiceFilter, TextFilter } from '../parts/filters.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { addressOf, PageLink } from '../parts/page-link.js';
import { Paging } from '../parts/paging.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';
import { PageTitle } from '../shell/page-title.js';
import { troubleOf } from './health-of.js';

const statuses = ['active', 'draft', 'pending_approval', 'paused', 'archived', 'error'] as const;
const PAGE_SIZE = 50;
/** As many groups in trouble as one request may tell of. */
const TROUBLES_MAX = 500;

/** The rules that the address asks for. */
export function RulesPage(): ReactElement {
  const [parameters, setParameters] = useSearchParams();
  const status = facetOf(parameters, 'status', statuses);
  const severity = facetOf(parameters, 'severity', severities);
  const q = parameters.get('q') ?? '';
  const cursor = parameters.get('cursor') ?? undefined;
  const query = useAsked(
    ['rules', status, severity, q, cursor],
    async (tocsin, signal) => {
      const asked = { limit: PAGE_SIZE, cursor, sort: 'name' as const };
      const facets = { status: status ?? undefined, severity: severity ?? undefined, q: q === '' ? undefined : q };
      const [rules, troubles] = await Promise.all([
        tocsin.listRules({ ...asked, ...facets }, { signal }),
        tocsin.listRuleHealth({ health: 'err', limit: TROUBLES_MAX }, { signal }),
      ]);
      return { rules: rules.data, next: rules.meta.next_cursor, troubles: troubles.data };
    },
    { keepsFormer: true },
  );
  const change = (name: string, value: string | null): void => setParameters(withFacet(parameters, name, value));
  return (
    <Stack>
      <Group justify="space-between" align="start">
        <PageTitle>Rules</PageTitle>
        <PageLink to="/rules/new">New rule</PageLink>
      </Group>
      <Group align="end">
        <ChoiceFilter label="State" value={status} choices={statuses} onChange={(value) => change('status', value)} />
        <ChoiceFilter
          label="Severity"
          value={severity}
          choices={severities}
          onChange={(value) => change('severity', value)}
        />
        <TextFilter
          key={q}
          label="Name or description"
          placeholder="cpu"
          value={q}
          onChange={(value) => change('q', value)}
        />
      </Group>
      <Shown
        query={query}
        isEmpty={({ rules, next }) => rules.length === 0 && next === undefined}
        whenEmpty={
          status === null && severity === null && q === ''
            ? 'There are no rules yet: write the first one.'
            : 'No rule fits these facets.'
        }
      >
        {({ rules, next, troubles }) => (
          <>
            <RuleTable rules={rules} troubles={troubles} />
            <Paging parameters={parameters} next={next} />
          </>
        )}
      </Shown>
    </Stack>
  );
}

function RuleTable({
  rules,
  troubles,
}: {
  readonly rules: readonly Schema<'AlertRule'>[];
  readonly troubles: readonly Schema<'GroupHealth'>[];
}): ReactElement {
  return (
    <Table.ScrollContainer minWidth={720} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Rule</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Severity</Table.Th>
            <Table.Th>Health</Table.Th>
            <Table.Th>Owner</Table.Th>
            <Table.Th>Changed</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rules.map(({ id, name, status, severity, owner, updated_at }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <PageLink to={addressOf('rules', id)}>
                  <Name>{name}</Name>
                </PageLink>
              </Table.Td>
              <Table.Td>
                <Tag value={status} />
              </Table.Td>
              <Table.Td>
                <Tag value={severity} />
              </Table.Td>
              <Table.Td>
                <Name>{troubleOf(id, troubles) ?? 'no trouble known'}</Name>
              </Table.Td>
              <Table.Td>
                <Name>{owner ?? ''}</Name>
              </Table.Td>
              <Table.Td>
                <Moment at={updated_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
