import { Alert, Button, CopyButton, Group, Text } from '@mantine/core';
import type { ReactElement } from 'react';
import { Listing } from './name.js';

/** A secret that nobody is shown again. */
export function OnceShown({
  label,
  secret,
  isKept = false,
  onDone,
}: {
  readonly label: string;
  readonly secret: string;
  /** Whether the platform keeps it, to sign with; nobody can read it there. */
  readonly isKept?: boolean;
  readonly onDone: () => void;
}): ReactElement {
  return (
    <Alert variant="outline" title={label} role="status">
      <Text size="sm" mb="xs">
        Copy it now: it is {isKept ? 'kept encrypted, and cannot be read' : 'kept nowhere, and is not shown'} again.
      </Text>
      <Listing label={label}>{secret}</Listing>
      <Group mt="sm">
        <Copy text={secret} />
        <Button size="xs" variant="default" onClick={onDone}>
          I have it
        </Button>
      </Group>
    </Alert>
  );
}

/** Puts a text on the clipboard. */
export function Copy({ text }: { readonly text: string }): ReactElement {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" onClick={copy}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      )}
    </CopyButton>
  );
}
