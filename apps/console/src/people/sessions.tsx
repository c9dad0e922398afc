import type { ReactElement } from 'react';
import { Confirmed } from '../parts/confirmed.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { Shown } from '../parts/shown.js';
import { DataTable } from '../parts/data-table.js';
import { useAsked } from '../session/session-context.js';

/** As many of what lets somebody in as are looked through for sessions; a tenant has 1,000 tokens at most. */
const LISTED_MAX = 500;

/** Who is in by a password, and since when. */
export function Sessions(): ReactElement {
  const query = useAsked(['people', 'sessions'], async (tocsin, signal) => {
    const { data, meta } = await tocsin.listTokens({ limit: LISTED_MAX }, { signal });
    const isLive = (one: (typeof data)[number]): boolean => one.kind === 'session' && one.revoked_at === null;
    return { sessions: data.filter(isLive), isWhole: meta.next_cursor === undefined };
  });
  return (
    <Shown
      query={query}
      isEmpty={({ sessions }) => sessions.length === 0}
      whenEmpty="Nobody is in by a name and a password."
    >
      {({ sessions, isWhole }) => (
        <>
          <DataTable
            label="List of sessions"
            minWidth={420}
            rows={sessions}
            keyOf={({ id }) => id}
            columns={{
              Who: ({ subject }) => <Name>{subject}</Name>,
              Since: ({ created_at }) => <Moment at={created_at} />,
              'Ends by itself': ({ expires_at }) => <Moment at={expires_at} />,
              End: ({ id, subject }) => (
                <Confirmed
                  action="End"
                  about={`session of ${subject}`}
                  consequence="It opens nothing any more, everywhere within seconds; who it belongs to signs in again."
                  done="The session has ended."
                  refreshed={['people', 'keys']}
                  change={(tocsin) => tocsin.deleteToken({ id })}
                />
              ),
            }}
          />
          {!isWhole && <p>These are the sessions among the newest {LISTED_MAX} of all that lets somebody in.</p>}
        </>
      )}
    </Shown>
  );
}
