import { metric, number, share } from '../parameter.js';

/** How long requests may take. */
export const secondsTaken = number({
  default: 1,
  min: 0.001,
  max: 600,
  unit: 'seconds',
  what: 'How long they may take.',
  learned: { margin: 0.3, strictest: 0.1, laxest: 5 },
});

/** Which requests are asked how long they took. */
export const fasterShare = share({ default: 0.95, what: 'Which share of the requests must be faster.' });

/** How many requests may fail. */
export const failingShare = share({
  default: 0.05,
  what: 'The share of requests that may fail.',
  learned: { margin: 1, strictest: 0.01, laxest: 0.1 },
});

/** Requests by the histogram that OpenTelemetry prescribes: with its unit as its exporters write it, or as it was sent. */
export const openTelemetryRequests = metric(
  'http_server_request_duration_seconds_count',
  'The count of the histogram of requests.',
  ['http_server_request_duration_count'],
);
