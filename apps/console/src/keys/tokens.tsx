import { Stack } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import { type ReactElement, useState } from 'react';
import { useSearchParams } from 'react-router';
import { Confirmed } from '../parts/confirmed.js';
import { onPage } from '../parts/facets.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { OnceShown } from '../parts/once-shown.js';
import { PageLink } from '../parts/page-link.js';
import { Shown } from '../parts/shown.js';
import { Tag } from '../parts/tag.js';
import { useAsked } from '../session/session-context.js';
import { DataTable } from '../parts/data-table.js';
import { NewToken } from './new-token.js';

const PAGE_SIZE = 100;
/** The page of tokens has a place of its own in the address, beside that of accounts. */
const PLACE = 'tokens';
type Listed = Schema<'ListedToken'>;

/** Tokens that have not expired, the newest first, and the way to make one. */
export function Tokens(): ReactElement {
  const [parameters] = useSearchParams();
  const [shown, setShown] = useState<{ readonly subject: string; readonly token: string } | null>(null);
  const cursor = parameters.get(PLACE) ?? undefined;
  const query = useAsked(
    ['keys', 'tokens', cursor],
    (tocsin, signal) => tocsin.listTokens({ limit: PAGE_SIZE, cursor }, { signal }),
    { keepsFormer: true },
  );
  const to = (next: string): { search: string } => {
    const changed = onPage(parameters, null);
    changed.set(PLACE, next);
    return { search: String(changed) };
  };
  return (
    <Stack>
      <NewToken onMade={(subject, token) => setShown({ subject, token })} />
      {shown !== null && (
        <OnceShown label={`Token for ${shown.subject}`} secret={shown.token} onDone={() => setShown(null)} />
      )}
      <Shown
        query={query}
        isEmpty={({ data, meta }) => data.every(({ kind }) => kind !== 'token') && meta.next_cursor === undefined}
        whenEmpty="There are no tokens."
      >
        {({ data, meta }) => (
          <>
            <TokenTable tokens={data.filter(({ kind }) => kind === 'token')} />
            {meta.next_cursor !== undefined && <PageLink to={to(meta.next_cursor)}>Older tokens</PageLink>}
          </>
        )}
      </Shown>
    </Stack>
  );
}

function TokenTable({ tokens }: { readonly tokens: readonly Listed[] }): ReactElement {
  return (
    <DataTable
      label="List of tokens"
      minWidth={680}
      rows={tokens}
      keyOf={({ id }) => id}
      columns={{
        For: ({ subject }) => <Name>{subject}</Name>,
        May: ({ role, scopes, operator }) =>
          `${role ?? scopes.join(', ')}${operator ? ', operator of all tenants' : ''}`,
        By: ({ issued_by }) => <Name>{issued_by}</Name>,
        Ends: ({ expires_at }) => <Moment at={expires_at} />,
        Revoke: ({ id, subject, revoked_at }) =>
          revoked_at === null ? (
            <Confirmed
              action="Revoke"
              about={`token for ${subject}`}
              consequence="Whoever uses it is let in no more, everywhere within seconds. If it is your own, you are signed out."
              done="The token is revoked."
              refreshed={['keys']}
              change={(tocsin) => tocsin.deleteToken({ id })}
            />
          ) : (
            <Tag value="revoked" />
          ),
      }}
    />
  );
}
