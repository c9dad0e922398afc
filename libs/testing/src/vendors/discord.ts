import { z } from 'zod';
import { isJsonPost, type Vendor } from './vendor-server.js';

/** Discord's "Execute Webhook" and its "Embed Limits". */
export const DISCORD_PATH = '/api/webhooks/123456789012345678/token-token-token';
const EMBEDS_LENGTH_MAX = 6_000;

const webAddress = z.url({ protocol: /^https?$/ });
const EmbedSchema = z.strictObject({
  title: z.string().max(256).optional(),
  description: z.string().max(4_096).optional(),
  url: webAddress.optional(),
  timestamp: z.iso.datetime().optional(),
  color: z.int().min(0).max(0xff_ff_ff).optional(),
});
export const DiscordMessageSchema = z
  .strictObject({
    content: z.string().max(2_000),
    username: z
      .string()
      .min(1)
      .max(80)
      .regex(/^(?!.*(clyde|discord)).*$/i)
      .optional(),
    embeds: z.array(EmbedSchema).max(10).optional(),
    allowed_mentions: z.strictObject({ parse: z.array(z.enum(['roles', 'users', 'everyone'])) }).optional(),
  })
  .refine(({ embeds = [] }) => {
    const lengths = embeds.map(({ title = '', description = '' }) => title.length + description.length);
    return lengths.reduce((sum, length) => sum + length, 0) <= EMBEDS_LENGTH_MAX;
  }, 'Embed size exceeds maximum size of 6000');

export const discord: Vendor = (request) => {
  if (request.path !== DISCORD_PATH) return { status: 404, body: { message: 'Unknown Webhook', code: 10_015 } };
  const message = isJsonPost(request) ? DiscordMessageSchema.safeParse(request.body) : null;
  if (message?.success !== true)
    return { status: 400, body: { message: 'Invalid Form Body', code: 50_035, errors: {} } };
  const { content, embeds = [] } = message.data;
  if (content === '' && embeds.length === 0)
    return { status: 400, body: { message: 'Cannot send an empty message', code: 50_006 } };
  return { status: 204, body: '' };
};

/** What Discord would make a link or a mention of: signs that no backslash stands before. */
export function discordMarkup(text: string): string[] {
  return [
    ...text.replaceAll(/\\[^A-Za-z0-9\s]/g, '').matchAll(/https?:\/\/\S+|@\w+|<[@#:]|\[[^\]]*\]\(|[*_~`|>]/g),
  ].map(([found]) => found);
}
