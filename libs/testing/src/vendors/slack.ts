import { z } from 'zod';
import { isJsonPost, type Vendor } from './vendor-server.js';

/**
 * Slack's incoming webhooks ("Sending messages using incoming webhooks", "Reference: blocks", "Formatting text for app
 * surfaces"): what they take, and the words that they refuse with.
 */
export const SLACK_PATH = '/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX';

const plainText = (most: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(most), emoji: z.boolean().optional() });
const mrkdwn = (most: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(most), verbatim: z.boolean().optional() });
const text = (most: number) => z.discriminatedUnion('type', [plainText(most), mrkdwn(most)]);

const BlockSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plainText(150) }),
  z.strictObject({ type: z.literal('section'), text: text(3_000), fields: z.array(text(2_000)).max(10).optional() }),
  z.strictObject({ type: z.literal('context'), elements: z.array(text(3_000)).min(1).max(10) }),
  z.strictObject({ type: z.literal('divider') }),
]);
const AttachmentSchema = z.strictObject({
  color: z
    .string()
    .regex(/^(good|warning|danger|#[0-9a-fA-F]{6})$/)
    .optional(),
  fallback: z.string().optional(),
  blocks: z.array(BlockSchema).max(50).optional(),
});
export const SlackMessageSchema = z.strictObject({
  text: z.string().max(40_000),
  mrkdwn: z.boolean().optional(),
  link_names: z.boolean().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  blocks: z.array(BlockSchema).max(50).optional(),
  attachments: z.array(AttachmentSchema).max(100).optional(),
});

export const slack: Vendor = (request) => {
  if (request.path !== SLACK_PATH) return { status: 404, body: 'no_service' };
  if (!isJsonPost(request)) return { status: 400, body: 'invalid_payload' };
  const message = SlackMessageSchema.safeParse(request.body);
  if (!message.success) {
    const isInBlocks = message.error.issues.some(({ path }) => path.includes('blocks'));
    return { status: 400, body: isInBlocks ? 'invalid_blocks' : 'invalid_payload' };
  }
  if (message.data.text === '' && message.data.blocks === undefined) return { status: 400, body: 'no_text' };
  return { status: 200, body: 'ok' };
};

/** What Slack makes of `<…>` in a message's texts: mentions, channels, commands, and links with their addresses. */
export function slackControls(message: unknown): string[] {
  return [...JSON.stringify(message).matchAll(/<([^>]*)>/g)].map(([, inside = '']) => inside);
}
