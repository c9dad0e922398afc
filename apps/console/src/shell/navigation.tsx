import { NavLink, Text } from '@mantine/core';
import { type ReactElement, useId } from 'react';
import { Link, useLocation } from 'react-router';
import { useOwnPages } from './own-pages.js';
import { type Page, pageGroups } from './pages.js';

/** The ways to all pages, by what they are about. */
export function Navigation({ onGo }: { readonly onGo: () => void }): ReactElement {
  const own = useOwnPages();
  return (
    <>
      {pageGroups.map((group) => {
        const ofGroup = own.filter((page) => (page.group ?? pageGroups[0]) === group);
        return ofGroup.length > 0 && <PageGroup key={group} name={group} pages={ofGroup} onGo={onGo} />;
      })}
    </>
  );
}

function PageGroup({
  name,
  pages,
  onGo,
}: {
  readonly name: string;
  readonly pages: readonly Page[];
  readonly onGo: () => void;
}): ReactElement {
  const { pathname } = useLocation();
  const id = useId();
  const isHere = (to: string): boolean => pathname === to || (to !== '/' && pathname.startsWith(`${to}/`));
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
          active={isHere(to)}
          aria-current={isHere(to) ? 'page' : undefined}
          onClick={onGo}
        />
      ))}
    </div>
  );
}
