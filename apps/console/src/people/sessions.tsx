import { Table } from '@mantine/core';
import type { ReactElement } from 'react';
import { Confirmed } from '../parts/confirmed.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';
import { Shown } from '../parts/shown.js';
import { WideTable } from '../parts/wide-table.js';
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
          <WideTable label="List of sessions" minWidth={420}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Who</Table.Th>
                <Table.Th>Since</Table.Th>
                <Table.Th>Ends by itself</Table.Th>
                <Table.Th>End</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sessions.map(({ id, subject, created_at, expires_at }) => (
                <Table.Tr key={id}>
                  <Table.Td>
                    <Name>{subject}</Name>
                  </Table.Td>
                  <Table.Td>
                    <Moment at={created_at} />
                  </Table.Td>
                  <Table.Td>
                    <Moment at={expires_at} />
                  </Table.Td>
                  <Table.Td>
                    <Confirmed
                      action="End"
                      about={`session of ${subject}`}
                      consequence="It opens nothing any more, everywhere within seconds; who it belongs to signs in again."
                      done="The session has ended."
                      refreshed={['people', 'keys']}
                      change={(tocsin) => tocsin.deleteToken({ id })}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </WideTable>
          {!isWhole && <p>These are the sessions among the newest {LISTED_MAX} of all that lets somebody in.</p>}
        </>
      )}
    </Shown>
  );
}
