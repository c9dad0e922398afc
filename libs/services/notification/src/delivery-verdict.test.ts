import { verdictOf, verdictOfMail } from './delivery-verdict.js';

const answered = (status: number, over: { retryAfterMs?: number; text?: string } = {}) =>
  verdictOf({ kind: 'answered', status, retryAfterMs: null, ...over });

test.each([200, 202, 204])('%i is delivered', (status) => expect(answered(status)).toEqual({ kind: 'delivered' }));
test.each([301, 307, 400, 401, 403, 404, 410, 413])('%i is given up', (status) =>
  expect(answered(status)).toEqual({ kind: 'given_up' }),
);
test.each([408, 425, 429, 500, 503])('%i is tried again', (status) =>
  expect(answered(status)).toEqual({ kind: 'again', afterMs: null }),
);

test.each([
  ['a header', { retryAfterMs: 7_000, text: '{"retry_after":1}' }, 7_000],
  ['Discord', { text: '{"message":"You are being rate limited.","retry_after":1.25}' }, 1_250],
  ['Telegram', { text: '{"ok":false,"error_code":429,"parameters":{"retry_after":3}}' }, 3_000],
  ['nobody', { text: 'null' }, null],
  ['a text that is no time', { text: '{"retry_after":"soon"}' }, null],
  ['an answer that was cut', { text: '{"retry_after":' }, null],
])('how long to wait is taken from %s', (_from, over, afterMs) => {
  expect(answered(429, over)).toEqual({ kind: 'again', afterMs });
});

test('a mail that is accepted is delivered, one that is refused is given up, and one that found nobody waits', () => {
  expect(verdictOfMail({ kind: 'accepted', message: '' })).toEqual({ kind: 'delivered' });
  expect(verdictOfMail({ kind: 'refused', message: '' })).toEqual({ kind: 'given_up' });
  expect(verdictOfMail({ kind: 'unreachable', message: '' })).toEqual({ kind: 'again', afterMs: null });
});
