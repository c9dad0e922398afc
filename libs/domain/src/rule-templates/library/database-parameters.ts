import { number, share } from '../parameter.js';

/** How many of the connections that a database allows may be taken. */
export const connectionsTaken = share({ default: 0.8, what: 'The share of connections that may be in use.' });

/** How far a replica may be behind. */
export const secondsBehind = number({
  default: 60,
  min: 0,
  max: 86_400,
  unit: 'seconds',
  what: 'How far it may be behind.',
  learned: { margin: 0.5, strictest: 5, laxest: 600 },
});
