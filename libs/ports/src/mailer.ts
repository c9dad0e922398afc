export interface OutboundMail {
  to: readonly string[];
  /** One line. */
  subject: string;
  text: string;
  html: string;
  /** Names this mail in its `Message-ID`, so that one that is sent twice is known again. */
  id: string;
  timeoutMs: number;
}

/**
 * `accepted` with what the server said; `unreachable` when it did not answer, or asked to come again (4yz, trying again
 * may help); `refused` when it will not take this mail (5yz, trying again does not help).
 */
export type MailResult = { kind: 'accepted' | 'unreachable' | 'refused'; message: string };

/** The one way out for mail, by the server that the operator has named. */
export interface Mailer {
  send(mail: OutboundMail): Promise<MailResult>;
}
