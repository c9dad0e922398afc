import { Checkbox, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import type { PolicyRoute } from '@tocsin/domain/alerting/notification-policy';
import type { ReactElement } from 'react';
import { LinesField } from '../parts/lines-field.js';
import { Name } from '../parts/name.js';
import { SeverityHint } from '../parts/severity-hint.js';
import { findingsAt, intervalNames, pathOf, routeAt, withRoute } from './policy-draft.js';
import type { PolicyWorld } from './policy-world.js';

const timings = [
  { name: 'group_wait', label: 'Group wait', example: '30s' },
  { name: 'group_interval', label: 'Group interval', example: '5m' },
  { name: 'repeat_interval', label: 'Repeat interval', example: '4h' },
] as const;

/** The fields of the route that was chosen. Give it the route's place as its key: each has fields of its own. */
export function RouteFields({ world }: { readonly world: PolicyWorld }): ReactElement {
  const { draft, chosen: place, findings } = world;
  const route = routeAt(draft.route, place);
  if (route === undefined) return <Text>This route is gone; choose another one.</Text>;
  const isRoot = place.length === 0;
  const set = (change: Partial<PolicyRoute>): void =>
    world.set({ ...draft, route: withRoute(draft.route, place, cleaned({ ...route, ...change })) });
  const problem = (field: keyof PolicyRoute): string | null => {
    const found = findingsAt(findings, `${pathOf(place)}.${field}`);
    return found.length === 0 ? null : found.map(({ message, fix }) => `${message}. ${fix}`).join(' ');
  };
  const intervals = intervalNames(draft.time_intervals);
  return (
    <Stack>
      {!isRoot && (
        <>
          <LinesField
            label="Matchers, one a line"
            hint={'All must fit, such as severity="high" or team=~"web|shop".'}
            value={route.matchers ?? []}
            problem={problem('matchers')}
            onChange={(matchers) => set({ matchers })}
          />
          <SeverityHint matchers={route.matchers ?? []} />
        </>
      )}
      <Receivers world={world} route={route} isRoot={isRoot} problem={problem('receivers')} onChange={set} />
      <LinesField
        label="Grouped by, one label a line"
        hint="Empty: as the route above; ... for all labels."
        value={route.group_by ?? []}
        problem={problem('group_by')}
        onChange={(names) => set({ group_by: names.length === 0 ? undefined : names })}
      />
      <Group align="start" grow>
        {timings.map(({ name, label, example }) => (
          <TextInput
            key={name}
            label={label}
            placeholder={example}
            value={route[name] ?? ''}
            error={problem(name)}
            onChange={({ currentTarget: { value } }) => set({ [name]: value === '' ? undefined : value })}
          />
        ))}
      </Group>
      {!isRoot && (
        <>
          <Switch
            label="The routes beside it are asked, too, when this one fits"
            checked={route.continue === true}
            onChange={({ currentTarget }) => set({ continue: currentTarget.checked ? true : undefined })}
          />
          {(['mute_time_intervals', 'active_time_intervals'] as const).map((name) => (
            <NamesField
              key={name}
              label={name === 'mute_time_intervals' ? 'Not told during' : 'Told only during'}
              names={intervals}
              value={route[name] ?? []}
              problem={problem(name)}
              onChange={(chosen) => set({ [name]: chosen.length === 0 ? undefined : chosen })}
            />
          ))}
        </>
      )}
    </Stack>
  );
}

/** Without what says nothing, so that what is inherited is. */
const cleaned = (route: PolicyRoute): PolicyRoute =>
  Object.fromEntries(Object.entries(route).filter(([, value]) => value !== undefined));

function Receivers({
  world: { receivers },
  route,
  isRoot,
  problem,
  onChange,
}: {
  readonly world: PolicyWorld;
  readonly route: PolicyRoute;
  readonly isRoot: boolean;
  readonly problem: string | null;
  readonly onChange: (change: Partial<PolicyRoute>) => void;
}): ReactElement {
  const isInherited = route.receivers === undefined;
  const choices = receivers.filter(({ type }) => type !== 'alertmanager');
  return (
    <Stack gap="xs">
      {!isRoot && (
        <Switch
          label="As the route above tells"
          checked={isInherited}
          onChange={({ currentTarget }) => onChange({ receivers: currentTarget.checked ? undefined : [] })}
        />
      )}
      {(isRoot || !isInherited) && (
        <Checkbox.Group
          label="Who is told"
          description={choices.length === 0 ? 'There are no receivers yet.' : 'Nobody, when none is chosen.'}
          value={route.receivers ?? []}
          error={problem}
          onChange={(ids) => onChange({ receivers: ids })}
        >
          <Stack gap="xs" mt="xs">
            {choices.map(({ id, name }) => (
              <Checkbox key={id} value={id} label={<Name>{name}</Name>} />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </Stack>
  );
}

function NamesField({
  label,
  names,
  value,
  problem,
  onChange,
}: {
  readonly label: string;
  readonly names: readonly string[];
  readonly value: readonly string[];
  readonly problem: string | null;
  readonly onChange: (chosen: string[]) => void;
}): ReactElement {
  // What is named and is no interval stands here as well, to be taken out.
  const all = [...new Set([...names, ...value])];
  return (
    <Checkbox.Group
      label={label}
      description={
        all.length === 0
          ? 'The policy has no time intervals yet: write them under “When nobody is told, and what is held back”.'
          : undefined
      }
      value={[...value]}
      error={problem}
      onChange={onChange}
    >
      <Group gap="md" mt="xs">
        {all.map((name) => (
          <Checkbox key={name} value={name} label={<Name>{name}</Name>} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}
