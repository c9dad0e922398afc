import { Button, Group, List, Text } from '@mantine/core';
import type { PolicyRoute } from '@tocsin/domain/alerting/notification-policy';
import type { ReactElement } from 'react';
import { Name } from '../parts/name.js';
import { routeText } from '../receivers/route-text.js';
import {
  findingsOfRoute,
  type RoutePlace,
  siblingsOf,
  withMovedRoute,
  withNewRoute,
  withoutRoute,
} from './policy-draft.js';
import type { PolicyWorld } from './policy-world.js';

/** The routes as a tree, with what can be done to each of them. */
export function RouteTree({ world }: { readonly world: PolicyWorld }): ReactElement {
  return (
    <List listStyleType="none">
      <Branch world={world} route={world.draft.route} place={[]} />
    </List>
  );
}

function Branch({
  world,
  route,
  place,
}: {
  readonly world: PolicyWorld;
  readonly route: PolicyRoute;
  readonly place: RoutePlace;
}): ReactElement {
  const names = new Map(world.receivers.map(({ id, name }) => [id, name]));
  const { routes = [] } = route;
  const wrong = findingsOfRoute(world.findings, place).length;
  return (
    <List.Item mb="xs">
      <Text fw={isSame(place, world.chosen) ? 700 : undefined}>
        <Name>{routeText(route, names)}</Name>
        {wrong > 0 && ` (${wrong === 1 ? '1 finding' : `${wrong} findings`})`}
      </Text>
      <Actions world={world} place={place} name={nameOf(route, place)} />
      {routes.length > 0 && (
        <List withPadding listStyleType="none" mt="xs">
          {routes.map((one, i) => (
            <Branch key={i} world={world} route={one} place={[...place, i]} />
          ))}
        </List>
      )}
    </List.Item>
  );
}

function Actions({
  world: { draft, set, chosen, choose },
  place,
  name,
}: {
  readonly world: PolicyWorld;
  readonly place: RoutePlace;
  readonly name: string;
}): ReactElement {
  const { route: root } = draft;
  const i = place.at(-1) ?? 0;
  const move = (by: -1 | 1): void => {
    set({ ...draft, route: withMovedRoute(root, place, by) });
    choose([...place.slice(0, -1), i + by]);
  };
  const add = (): void => {
    const added = withNewRoute(root, place);
    set({ ...draft, route: added.root });
    choose(added.place);
  };
  const remove = (): void => {
    set({ ...draft, route: withoutRoute(root, place) });
    choose(place.slice(0, -1));
  };
  const button = (label: string, onClick: () => void, isPressed?: boolean): ReactElement => (
    <Button
      variant="default"
      size="compact-xs"
      aria-label={`${label}: ${name}`}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      onClick={onClick}
    >
      {label}
    </Button>
  );
  return (
    <Group gap={4}>
      {button('Edit', () => choose(place), isSame(place, chosen))}
      {button('Add a route below', add)}
      {place.length > 0 && i > 0 && button('Move up', () => move(-1))}
      {place.length > 0 && i < siblingsOf(root, place) - 1 && button('Move down', () => move(1))}
      {place.length > 0 && button('Delete', remove)}
    </Group>
  );
}

const isSame = (a: RoutePlace, b: RoutePlace): boolean => a.join('.') === b.join('.');

/** What tells a route apart for who hears its buttons. */
function nameOf({ matchers = [] }: PolicyRoute, place: RoutePlace): string {
  if (place.length === 0) return 'all alerts';
  return matchers.length === 0 ? `route ${place.map((i) => i + 1).join('.')}` : matchers.join(', ');
}
