import {
  addressesOf,
  type Receiver,
  type ReceiverDraft,
  ReceiverDraftSchema,
  type ReceiverReplacement,
  ReceiverReplacementSchema,
  type SealedReceiverDraft,
} from '@tocsin/contracts/topics/receivers';
import { parseMessageTemplate } from '@tocsin/domain/templates/template';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import type { SecretOwner } from '@tocsin/runtime/sealed-secret';
import { invalid, type ProblemDetail } from '../problem.js';
import { parsed } from '../route.js';
import { refusedAddresses } from './address-check.js';

export interface ReceiverWriterOptions {
  outbound: Pick<OutboundHttp, 'refusal'>;
  /** Whether the operator has named a server for mail. */
  takesMail: boolean;
  sealSecret(owner: SecretOwner, secret: string): Promise<string>;
}

/** The fields that hold a secret; a receiver has one at most. */
const secretFields = ['webhook_url', 'routing_key', 'bot_token'] as const;
type SecretField = (typeof secretFields)[number];
type Secrets = Partial<Record<SecretField, string>>;

/** Checks what users write as receivers, and seals their secrets before anything is written down. */
export class ReceiverWriter {
  constructor(private readonly options: ReceiverWriterOptions) {}

  /** Why nobody can have receivers of a type; null when everybody can. */
  refusalOfType(type: ReceiverDraft['type']): string | null {
    return type === 'email' && !this.options.takesMail ? 'the operator has named no server for mail' : null;
  }

  /** @throws ProblemError 422 with everything that is wrong with it */
  async create(tenantId: string, receiverId: string, input: unknown): Promise<SealedReceiverDraft> {
    const draft = parsed(ReceiverDraftSchema, input);
    await this.#check(draft);
    return this.#sealed(draft, { tenantId, receiverId }, null);
  }

  /**
   * A receiver keeps its type, and a secret that is left out; but whoever changes where a secret is sent must know it.
   *
   * @throws ProblemError 422 with everything that is wrong with it
   */
  async replace(known: Receiver, input: unknown): Promise<SealedReceiverDraft> {
    const draft = parsed(ReceiverReplacementSchema, input);
    if (draft.type !== known.type) throw typeFixed(draft.type, known.type);
    await this.#check(draft);
    const sealed = await this.#sealed(draft, { tenantId: known.tenant_id, receiverId: known.id }, known);
    if (!('sealed' in sealed) || draftSecrets(draft).length > 0) return sealed;
    const [before, after] = [addressesOf(known), addressesOf(sealed)];
    const moved = after.find(({ url }, i) => url !== before[i]?.url);
    if (moved === undefined) return sealed;
    const [field = ''] = Object.keys(sealed.sealed);
    const message = `is needed, since "${moved.path}" leads elsewhere now`;
    throw invalid([
      { path: field, code: 'secret_needed', message, fix: 'Write the secret again with the new address.' },
    ]);
  }

  async #check(draft: ReceiverDraft | ReceiverReplacement): Promise<void> {
    const wrong = [...templateFaults(draft), ...(await refusedAddresses(this.options.outbound, addressesOf(draft)))];
    const refusal = this.refusalOfType(draft.type);
    if (refusal !== null)
      wrong.push({
        path: 'type',
        code: 'mail_unavailable',
        message: `cannot be used: ${refusal}`,
        fix: 'Ask the operator to set SMTP_URL, or use another type.',
      });
    if (wrong.length > 0) throw invalid(wrong);
  }

  /** @param known - whose secret stays where the draft has none */
  async #sealed(
    draft: ReceiverDraft | ReceiverReplacement,
    owner: Omit<SecretOwner, 'field'>,
    known: Receiver | null,
  ): Promise<SealedReceiverDraft> {
    const { webhook_url: _url, routing_key: _key, bot_token: _token, ...open } = draft as typeof draft & Secrets;
    const given: [string, string][] = [];
    for (const [field, secret] of draftSecrets(draft))
      given.push([field, await this.options.sealSecret({ ...owner, field }, secret)]);
    if (given.length > 0) return { ...open, sealed: Object.fromEntries(given) } as unknown as SealedReceiverDraft;
    if (known !== null && 'sealed' in known) return { ...open, sealed: known.sealed } as unknown as SealedReceiverDraft;
    return open as SealedReceiverDraft;
  }
}

function draftSecrets(draft: ReceiverDraft | ReceiverReplacement): [SecretField, string][] {
  const held = draft as typeof draft & Secrets;
  return secretFields.flatMap((field): [SecretField, string][] => {
    const secret = held[field];
    return secret === undefined ? [] : [[field, secret]];
  });
}

function templateFaults(
  draft: { title?: string | undefined; text?: string | undefined } | ReceiverDraft,
): ProblemDetail[] {
  return (['title', 'text'] as const).flatMap((path) => {
    const template = (draft as { title?: string; text?: string })[path];
    if (template === undefined) return [];
    const outcome = parseMessageTemplate(template);
    if (outcome.kind === 'parsed') return [];
    const { code, line, column, message } = outcome.error;
    const fix = 'Templates are those of Alertmanager; leave it out for the default.';
    return [{ path, code, message: `line ${line}, column ${column}: ${message}`, fix }];
  });
}

function typeFixed(asked: string, known: string) {
  const message = `is "${asked}", and this receiver is of the type "${known}", which stays`;
  return invalid([{ path: 'type', code: 'type_fixed', message, fix: 'Create a new receiver, and delete this one.' }]);
}
