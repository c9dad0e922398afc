import { apiResponse } from '@tocsin/contracts/http/api-response';
import { z } from 'zod';
import type { WelcomeLinks } from '../access/welcome-links.js';
import { unauthorized } from '../problem.js';
import type { RateLimiter } from '../rate-limiter.js';
import { parsed, type Route } from '../route.js';
import { limitReached, unkept } from './access-fields.js';
import { TokenSchema } from './tokens.js';

const SecretSchema = z
  .strictObject({ secret: z.string().min(1).max(8_192).meta({ description: 'What stands behind the # of the link.' }) })
  .meta({ id: 'WelcomeSecret' });
const unopened = 'The link lets nobody in';
const advice = 'Start the platform again for another one, or show the token that it keeps in admin.token.';

/** Comes in by the link that the platform says when it starts. */
export function welcomeRoute({
  links,
  limiter,
}: {
  readonly links: Pick<WelcomeLinks, 'open'>;
  readonly limiter: Pick<RateLimiter, 'admitAddress'>;
}): Route {
  return {
    method: 'POST',
    path: '/api/sessions/welcome',
    operation: 'openWelcomeLink',
    tag: 'people',
    summary: 'Come in by the link that is said at the start',
    description:
      'The platform says it to whoever starts it. It is good for one use within 15 minutes, and lets in as the first admin for twelve hours.',
    scope: null,
    body: { types: ['application/json'], schema: SecretSchema, example: { secret: 'eyJhbGciOiJIUzI1NiIs' } },
    answers: { 201: { description: 'A token of the admin.', schema: apiResponse(TokenSchema) } },
    handle: async (request) => {
      await limiter.admitAddress(request.address ?? '');
      const opened = await links.open(parsed(SecretSchema, request.body).secret);
      if (opened === null) throw unauthorized('link-refused', `It has expired, or is not whole. ${advice}`, unopened);
      if (opened.kind === 'used') throw unauthorized('link-used', `It was used before. ${advice}`, unopened);
      if (opened.kind === 'limit_reached') throw limitReached(opened.message);
      const { id, token, expiresAt } = opened;
      return { status: 201, headers: unkept, data: { id, token, expires_at: expiresAt } };
    },
  };
}
