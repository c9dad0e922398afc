import type { Mailer, MailResult, OutboundMail } from '@tocsin/ports/mailer';
import { createTransport, type Transporter } from 'nodemailer';

export interface SmtpSettings {
  /** `smtp://user:password@host:587`, or `smtps:` for TLS from the first byte. */
  url: string;
  /** The address that mails come from. */
  from: string;
}

/** Connections to the server at once; mail servers commonly bear ten of one client. */
const CONNECTIONS_MAX = 4;
/** What is repeated of a server's answer; the rest of a long one says the same again. */
const MESSAGE_LENGTH_MAX = 512;

/** Mails through one SMTP server. With `smtp:` the connection becomes TLS where the server offers it. */
export class SmtpMailer implements Mailer {
  readonly #transport: Transporter;
  readonly #from: string;

  constructor({ url, from }: SmtpSettings) {
    const { protocol, hostname, port, username, password } = new URL(url);
    const secure = protocol === 'smtps:';
    this.#from = from;
    this.#transport = createTransport({
      pool: true,
      maxConnections: CONNECTIONS_MAX,
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 465 : 587) : Number(port),
      secure,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 10_000,
      // What a mail holds comes from users: no part of it may name a file or an address to read.
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    });
  }

  async send({ to, subject, text, html, id, timeoutMs }: OutboundMail): Promise<MailResult> {
    const sending = this.#transport
      .sendMail({
        from: this.#from,
        to: to.map((address) => ({ name: '', address })),
        subject,
        text,
        html,
        messageId: `<${id}@tocsin>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      })
      .then(outcomeOf, failureOf);
    return within(sending, timeoutMs);
  }

  async close(): Promise<void> {
    this.#transport.close();
  }
}

interface Sent {
  response?: string | undefined;
  rejected?: readonly unknown[] | undefined;
}

/** Where only some of the recipients were taken, the others are named. */
function outcomeOf({ response = '', rejected = [] }: Sent): MailResult {
  const left = rejected.length === 0 ? '' : `; refused for ${rejected.length} of the recipients`;
  return { kind: 'accepted', message: `${response}${left}`.slice(0, MESSAGE_LENGTH_MAX) };
}

/** A login that fails is the operator's to mend, so that the mail waits for it. */
function failureOf(error: Error & { responseCode?: number; code?: string }): MailResult {
  const isFinal = (error.responseCode ?? 0) >= 500 && error.code !== 'EAUTH';
  return { kind: isFinal ? 'refused' : 'unreachable', message: error.message.slice(0, MESSAGE_LENGTH_MAX) };
}

async function within(sending: Promise<MailResult>, timeoutMs: number): Promise<MailResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<MailResult>((resolve) => {
    timer = setTimeout(
      () => resolve({ kind: 'unreachable', message: `the mail server took longer than ${timeoutMs} ms` }),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
  }
}
