import { Button, Group, List, Stack, Text } from '@mantine/core';
import type { Schema } from '@tocsin/client/call';
import type { ReactElement } from 'react';
import { Confirmed } from '../parts/confirmed.js';
import { download } from '../parts/download.js';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';

type Subject = Schema<'Subject'>;

/** What is held about a person, in numbers; all of it is in the file. */
export function Held({
  subject,
  onErased,
}: {
  readonly subject: Subject;
  readonly onErased: () => void;
}): ReactElement {
  const { id, name, created_at, user, sessions, tokens, made, mentions, audit_count, not_searched } = subject;
  return (
    <Stack gap="sm" role="status">
      <Text>
        <Name>{name}</Name> is written down as <Name>{id}</Name>, since <Moment at={created_at} />
        {user !== null && `; a user, ${user.role}${user.disabled ? ', who may not come in' : ''}`}.
      </Text>
      <List size="sm">
        <List.Item>
          {counted(sessions.length, 'session')} and {counted(tokens.length, 'token')}
        </List.Item>
        <List.Item>{counted(made.length, 'thing')} made under the pseudonym</List.Item>
        <List.Item>
          {counted(mentions.length, 'text')} in which the name stands
          {mentions.length > 0 && (
            <>
              : <Name>{mentions.map((one) => `${one.in} ${one.id} ${one.field}`).join(', ')}</Name>
            </>
          )}
        </List.Item>
        <List.Item>{counted(audit_count, 'event')} of the record</List.Item>
        {not_searched.map(({ what, why }) => (
          <List.Item key={what}>
            Not searched: {what}, since {why}
          </List.Item>
        ))}
      </List>
      <Group>
        <Button
          variant="default"
          onClick={() => download(`tocsin-${id}.json`, 'application/json', JSON.stringify(subject, null, 2))}
        >
          Download all of it
        </Button>
        <Confirmed
          action="Erase"
          about={name}
          consequence="The name goes with its key, and so do the user, sessions and tokens. What was made keeps a pseudonym that stands for nobody. Nobody can undo it."
          done="Nobody is known by this name any more; the certificate is below."
          refreshed={['erasures', 'people', 'keys']}
          change={async (tocsin) => {
            await tocsin.eraseSubject({ name: id, body: {} });
            onErased();
          }}
        />
      </Group>
    </Stack>
  );
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
