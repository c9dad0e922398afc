import { Anchor } from '@mantine/core';
import type { ReactElement, ReactNode } from 'react';
import { Link, type To } from 'react-router';

/** A way to another page of the console. */
export function PageLink({ to, children }: { readonly to: To; readonly children: ReactNode }): ReactElement {
  return (
    <Anchor component={Link} to={to} underline="always" inherit>
      {children}
    </Anchor>
  );
}

/** Where an alert, an incident, a rule, a rule group or a run has its page. */
export const addressOf = (page: 'alerts' | 'incidents' | 'rules' | 'rule-groups' | 'healing', id: string): string =>
  `/${page}/${encodeURIComponent(id)}`;
