import type { ReactNode } from 'react';
import { Moment } from '../parts/moment.js';
import { Name } from '../parts/name.js';

interface Event {
  readonly at: number;
  readonly type: string;
  readonly actor: string;
  readonly subject: string;
}

/** What every list of events of the record tells of each. */
export const eventColumns = {
  When: ({ at }: Event): ReactNode => <Moment at={at} />,
  What: ({ type }: Event): ReactNode => type.replaceAll('_', ' '),
  By: ({ actor }: Event): ReactNode => <Name>{actor}</Name>,
  About: ({ subject }: Event): ReactNode => <Name>{subject}</Name>,
};
