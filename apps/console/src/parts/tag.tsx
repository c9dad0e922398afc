import { Badge } from '@mantine/core';
import type { ReactElement } from 'react';
import classes from './tag.module.css';

const tones = {
  CRITICAL: 'red',
  HIGH: 'orange',
  MEDIUM: 'yellow',
  LOW: 'blue',
  INFO: 'gray',
  firing: 'red',
  pending: 'yellow',
  resolved: 'green',
  open: 'red',
  closed: 'green',
  inactive: 'gray',
  active: 'green',
  paused: 'gray',
  error: 'red',
  pending_approval: 'yellow',
  awaiting_approval: 'yellow',
  executing: 'blue',
  verifying: 'blue',
  rolling_back: 'orange',
  unknown: 'orange',
  succeeded: 'green',
  failed: 'red',
  held_back: 'orange',
  on: 'green',
  reached: 'red',
  revoked: 'red',
} as const;

/** A state or a severity in words; its colour says nothing that they do not. */
export function Tag({ value }: { readonly value: string }): ReactElement {
  const tone = Object.hasOwn(tones, value) ? tones[value as keyof typeof tones] : 'gray';
  return (
    <Badge
      variant="default"
      classNames={{ root: classes['tag'], label: classes['word'] }}
      leftSection={<span className={classes['dot']} data-tone={tone} />}
    >
      {value.replaceAll('_', ' ').toLowerCase()}
    </Badge>
  );
}
