import { TenantIdSchema } from '@tocsin/domain/rules/alert-rule';
import { TEMPLATE_BYTES_MAX } from '@tocsin/domain/templates/limits';
import { z } from 'zod';

/** Most Alertmanagers of one receiver; clusters of them have three, rarely five. */
export const ALERTMANAGERS_MAX = 8;
/** Most addresses of one mail; beyond ten, a mailing list is the better way. */
export const RECIPIENTS_MAX = 10;
/** Most notifications a minute that a user may ask for; a hundred a second is more than any of the vendors takes. */
export const RATE_PER_MINUTE_MAX = 6_000;

/**
 * Notifications a minute to one receiver unless it says otherwise: what the vendor documents as its own limit, or takes
 * without complaint, and for a team's own webhook what a small server bears. Alertmanagers have their own pace.
 */
export const ratesPerMinute = {
  webhook: 600,
  email: 60,
  slack: 60,
  msteams: 120,
  pagerduty: 120,
  telegram: 20,
  discord: 30,
  kafka: RATE_PER_MINUTE_MAX,
} as const;

const name = z.string().trim().min(1).max(200);
const address = z.url({ protocol: /^https?$/ }).max(2_000);
const baseAddress = address.refine((url) => !/[?#]/.test(url), 'is no base address: it must hold neither "?" nor "#"');

const rate_limit_per_minute = z
  .int()
  .min(1)
  .max(RATE_PER_MINUTE_MAX)
  .optional()
  .meta({
    description: `Most notifications a minute; what is over it waits. Unless it is said: ${Object.entries(
      ratesPerMinute,
    )
      .map(([type, rate]) => `${type} ${rate}`)
      .join(', ')}.`,
  });
const send_resolved = z.boolean().default(true);
const told = { name, send_resolved, rate_limit_per_minute };

const template = z.string().min(1).max(TEMPLATE_BYTES_MAX).optional();
const worded = {
  ...told,
  title: template.meta({
    description: 'A template of one line, with the data and functions of Alertmanager; a default when left out.',
  }),
  text: template.meta({ description: 'A template as `title`; it gives plain text, whatever the vendor.' }),
};

const sealedText = z
  .string()
  .max(8_000)
  .meta({ description: 'Encrypted by AES-256-GCM for this tenant and receiver; only notification reads it.' });
const identity = { id: z.string().min(1).max(64), tenant_id: TenantIdSchema, created_at: z.int() };

/** Where a vendor's webhook is; who knows the address can write there, so that it is kept as a secret. */
const webhook_url = address.meta({ description: 'Write-only: it is kept encrypted and never shown again.' });

/** The schemas of a type of receivers without secrets. */
function plainKind<Fields extends z.ZodRawShape>(fields: Fields) {
  const draft = z.strictObject(fields);
  const stored = z.strictObject({ ...fields, ...identity });
  return { draft, replacement: draft, sealed: draft, stored, seen: stored };
}

/**
 * The schemas of a type of receivers with one secret: `draft` as a user creates it, `replacement` where a secret that is
 * left out stays, `sealed` as a command carries it, `stored`, and `seen` as it is shown, which names the secret and no more.
 */
function secretKind<Fields extends z.ZodRawShape, Name extends string, Secret extends z.ZodType>(
  fields: Fields,
  secretName: Name,
  secret: Secret,
) {
  const field = { [secretName]: secret } as Record<Name, Secret>;
  const optional = { [secretName]: secret.optional() } as Record<Name, z.ZodOptional<Secret>>;
  const sealed = z.strictObject({ [secretName]: sealedText } as Record<Name, typeof sealedText>);
  const secrets = z.array(z.literal(secretName)).length(1).meta({ description: 'Names of the secrets that are kept.' });
  return {
    draft: z.strictObject({ ...fields, ...field }),
    replacement: z.strictObject({ ...fields, ...optional }),
    sealed: z.strictObject({ ...fields, sealed }),
    stored: z.strictObject({ ...fields, sealed, ...identity }),
    seen: z.strictObject({ ...fields, secrets, ...identity }),
  };
}

const kinds = {
  /** Told by signed requests in the format of Alertmanager's webhook. */
  webhook: plainKind({ ...told, type: z.literal('webhook').default('webhook'), url: address }),
  email: plainKind({
    ...worded,
    type: z.literal('email'),
    to: z.array(z.email().max(254)).min(1).max(RECIPIENTS_MAX),
  }),
  slack: secretKind({ ...worded, type: z.literal('slack') }, 'webhook_url', webhook_url),
  msteams: secretKind({ ...worded, type: z.literal('msteams') }, 'webhook_url', webhook_url),
  discord: secretKind({ ...worded, type: z.literal('discord') }, 'webhook_url', webhook_url),
  pagerduty: secretKind(
    {
      ...worded,
      type: z.literal('pagerduty'),
      url: address
        .default('https://events.pagerduty.com/v2/enqueue')
        .meta({ description: 'Where events are sent: of the US region unless it is said.' }),
    },
    'routing_key',
    z
      .string()
      .regex(/^[A-Za-z0-9]{32}$/, 'is no routing key: it has 32 letters and digits')
      .meta({ description: 'The integration key. Write-only.' }),
  ),
  telegram: secretKind(
    {
      ...worded,
      type: z.literal('telegram'),
      chat_id: z
        .string()
        .regex(/^(-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,31})$/, 'is neither a number of a chat nor @channel'),
      message_thread_id: z.int().min(1).optional(),
      api_url: baseAddress.default('https://api.telegram.org'),
    },
    'bot_token',
    z
      .string()
      .regex(/^[0-9]{1,20}:[A-Za-z0-9_-]{20,100}$/, "is no bot's token: it is a number, a colon and letters")
      .meta({ description: 'Write-only.' }),
  ),
  /** Told on the platform's own topic, `notifications-out`. */
  kafka: plainKind({ ...told, type: z.literal('kafka') }),
  /** Told the whole set of the tenant's alerts, again and again, as Prometheus tells them. */
  alertmanager: plainKind({
    name,
    type: z.literal('alertmanager'),
    urls: z
      .array(baseAddress.meta({ examples: ['http://127.0.0.1:9093'] }))
      .min(1)
      .max(ALERTMANAGERS_MAX)
      .meta({ description: 'Base addresses; alerts are posted to `/api/v2/alerts` below each of them.' }),
  }),
};

/** Every type of receivers. */
export const receiverTypes = Object.keys(kinds) as (keyof typeof kinds)[];

const unknownType = {
  error: (issue: { code?: string | undefined }) =>
    issue.code === 'invalid_union' ? `is none of ${receiverTypes.map((type) => `"${type}"`).join(', ')}` : undefined,
};

const { webhook, email, slack, msteams, discord, pagerduty, telegram, kafka, alertmanager } = kinds;

/** A receiver as a user creates it. */
export const ReceiverDraftSchema = z
  .discriminatedUnion(
    'type',
    [
      webhook.draft,
      email.draft,
      slack.draft,
      msteams.draft,
      discord.draft,
      pagerduty.draft,
      telegram.draft,
      kafka.draft,
      alertmanager.draft,
    ],
    unknownType,
  )
  .meta({ id: 'ReceiverDraft', description: 'Where notifications go.' });
export type ReceiverDraft = z.infer<typeof ReceiverDraftSchema>;

/** A receiver as a user replaces it: a secret that is left out stays as it is. */
export const ReceiverReplacementSchema = z
  .discriminatedUnion(
    'type',
    [
      webhook.replacement,
      email.replacement,
      slack.replacement,
      msteams.replacement,
      discord.replacement,
      pagerduty.replacement,
      telegram.replacement,
      kafka.replacement,
      alertmanager.replacement,
    ],
    unknownType,
  )
  .meta({ id: 'ReceiverReplacement', description: 'A secret that is left out stays as it is.' });
export type ReceiverReplacement = z.infer<typeof ReceiverReplacementSchema>;

/** A receiver as a command carries it, with its secret sealed. */
export const SealedReceiverDraftSchema = z.discriminatedUnion(
  'type',
  [
    webhook.sealed,
    email.sealed,
    slack.sealed,
    msteams.sealed,
    discord.sealed,
    pagerduty.sealed,
    telegram.sealed,
    kafka.sealed,
    alertmanager.sealed,
  ],
  unknownType,
);
export type SealedReceiverDraft = z.infer<typeof SealedReceiverDraftSchema>;

/** A receiver as it is kept. */
export const ReceiverSchema = z
  .discriminatedUnion(
    'type',
    [
      webhook.stored,
      email.stored,
      slack.stored,
      msteams.stored,
      discord.stored,
      pagerduty.stored,
      telegram.stored,
      kafka.stored,
      alertmanager.stored,
    ],
    unknownType,
  )
  .meta({ id: 'StoredReceiver' });
export type Receiver = z.infer<typeof ReceiverSchema>;
export type ReceiverOf<Type extends Receiver['type']> = Extract<Receiver, { type: Type }>;

/** The schemas of receivers as they are shown, one a type. */
export const seenReceiverSchemas = [
  webhook.seen,
  email.seen,
  slack.seen,
  msteams.seen,
  discord.seen,
  pagerduty.seen,
  telegram.seen,
  kafka.seen,
  alertmanager.seen,
] as const;

/** A receiver as it is shown: without its secrets. */
export const SeenReceiverSchema = z
  .discriminatedUnion('type', seenReceiverSchemas)
  .meta({ id: 'Receiver', description: 'Secrets are named and not shown.' });
export type SeenReceiver = z.infer<typeof SeenReceiverSchema>;
