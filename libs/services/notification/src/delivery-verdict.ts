import type { MailResult } from '@tocsin/ports/mailer';
import type { OutboundResult } from '@tocsin/ports/outbound-http';

/** What an attempt to tell somebody came to; `afterMs` is how long they asked us to wait, if they did. */
export type Verdict = { kind: 'delivered' } | { kind: 'again'; afterMs: number | null } | { kind: 'given_up' };

/** 2xx is delivered; what may pass (no answer, 408, 425, 429, 5xx) is tried again; anything else would fail again. */
export function verdictOf(result: OutboundResult): Verdict {
  if (result.kind === 'unreachable') return { kind: 'again', afterMs: null };
  if (result.kind === 'refused') return { kind: 'given_up' };
  const { status } = result;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  const passing = status >= 500 || status === 408 || status === 425 || status === 429;
  return passing
    ? { kind: 'again', afterMs: result.retryAfterMs ?? bodyRetryAfterMs(result.text) }
    : { kind: 'given_up' };
}

export function verdictOfMail({ kind }: MailResult): Verdict {
  if (kind === 'accepted') return { kind: 'delivered' };
  return kind === 'refused' ? { kind: 'given_up' } : { kind: 'again', afterMs: null };
}

/** The result in a few words, for people. */
export function messageOf(result: OutboundResult): string {
  return result.kind === 'answered' ? `answered ${result.status}` : result.message;
}

/** Seconds that Discord (`retry_after`) and Telegram (`parameters.retry_after`) ask for in the body of an answer. */
function bodyRetryAfterMs(text: string | undefined): number | null {
  try {
    const answer = JSON.parse(text ?? '') as { retry_after?: unknown; parameters?: { retry_after?: unknown } } | null;
    const seconds = answer?.retry_after ?? answer?.parameters?.retry_after;
    return typeof seconds === 'number' && seconds >= 0 ? Math.ceil(seconds * 1_000) : null;
  } catch {
    return null;
  }
}
