import { z } from 'zod';
import { isJsonPost, type Vendor } from './vendor-server.js';

/**
 * A workflow of Microsoft Teams ("When a Teams webhook request is received") and the adaptive cards, version 1.4, that
 * it posts: messages have 28 KB at most.
 */
export const MSTEAMS_PATH = '/workflows/abc/triggers/manual/paths/invoke?api-version=2016-06-01&sig=secretsecret';
const MESSAGE_BYTES_MAX = 28 * 1_024;

const webAddress = z.url({ protocol: /^https?$/ });
const RunSchema = z.strictObject({
  type: z.literal('TextRun'),
  text: z.string().min(1),
  weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(),
  size: z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']).optional(),
  color: z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention']).optional(),
});
const CardSchema = z.strictObject({
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  type: z.literal('AdaptiveCard'),
  version: z.enum(['1.2', '1.3', '1.4']),
  body: z.array(z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(RunSchema).min(1) })).min(1),
  actions: z
    .array(z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string().min(1), url: webAddress }))
    .min(1)
    .max(6)
    .optional(),
  msteams: z.strictObject({ width: z.literal('Full') }).optional(),
});
export const TeamsMessageSchema = z.strictObject({
  type: z.literal('message'),
  attachments: z
    .array(
      z.strictObject({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null(),
        content: CardSchema,
      }),
    )
    .length(1),
});

export const msteams: Vendor = (request) => {
  if (request.path !== MSTEAMS_PATH)
    return {
      status: 401,
      body: { error: { code: 'DirectApiAuthorizationRequired', message: 'The signature is wrong.' } },
    };
  if (request.bytes > MESSAGE_BYTES_MAX)
    return { status: 413, body: { error: { code: 'RequestEntityTooLarge', message: 'Message size is too large.' } } };
  if (!isJsonPost(request) || !TeamsMessageSchema.safeParse(request.body).success)
    return {
      status: 400,
      body: { error: { code: 'TriggerInputSchemaMismatch', message: 'The input does not match.' } },
    };
  return { status: 202, body: '' };
};
