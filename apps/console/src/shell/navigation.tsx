import { NavLink, Text } from '@mantine/core';
import { type ReactElement, useId } from 'react';
import { Link, useLocation } from 'react-router';
import { useOwnPages } from './own-pages.js';
import { type Page, pageGroups } from './pages.js';

/** The ways to all pages, by what they are about. */
export function Navigation({ onGo }: { readonly onGo: () => void }): ReactElement {
  const own = useOwnPages();
  const { pathname } = useLocation();
  // Of a page and one below it, which both lead on from the same address, the one below is where somebody is.
  const here = own
    .map(({ to }) => to)
    .filter((to) => pathname === to || (to !== '/' && pathname.startsWith(`${to}/`)))
    .toSorted((a, b) => b.length - a.length)[0];
  return (
    <>
      {pageGroups.map((group) => {
        const ofGroup = own.filter((page) => (page.group ?? pageGroups[0]) === group);
        return ofGroup.length > 0 && <PageGroup key={group} name={group} pages={ofGroup} here={here} onGo={onGo} />;
      })}
    </>
  );
}

function PageGroup({
  name,
  pages,
  here,
  onGo,
}: {
  readonly name: string;
  readonly pages: readonly Page[];
  readonly here: string | undefined;
  readonly onGo: () => void;
}): ReactElement {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id}>
      <Text id={id} size="xs" c="dimmed" fw={600} mt={6}>
        {name}
      </Text>
      {pages.map(({ to, label }) => (
        <NavLink
          key={to}
          component={Link}
          to={to}
          label={label}
          variant="filled"
          py={3}
          active={to === here}
          aria-current={to === here ? 'page' : undefined}
          onClick={onGo}
        />
      ))}
    </div>
  );
}
