import { cosignaturesIn, verifyCosignature } from '@tocsin/domain/ledger/cosignature';
import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import type { NoteKey } from '@tocsin/domain/ledger/signed-note';
import type { AuditLedger, OwedCheckpoint } from '@tocsin/ports/audit-ledger';
import type { CheckpointWitness } from '@tocsin/ports/checkpoint-witness';
import type { Clock } from '@tocsin/ports/clock';
import { Rounds } from '@tocsin/runtime/rounds';

/** A witness has this long to take a checkpoint; one that is well takes some milliseconds. */
export const TELL_LIMIT_MS = 5_000;
/** How long one that has failed is left alone, at first and at most; a new checkpoint comes each minute anyway. */
const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 60_000;
/** Ledgers that are looked up at once. */
const PAGE = 100;

/** A witness, and the key that it is to sign with, where the operator has named one. */
export interface NamedWitness {
  readonly witness: CheckpointWitness;
  readonly key: NoteKey | null;
}

/** Told when it changes, and with each try that fails. */
export type WitnessReport =
  { readonly kind: 'failing'; readonly reason: string; readonly sinceMs: number } | { readonly kind: 'recovered' };

export interface WitnessTellerOptions extends NamedWitness {
  readonly ledger: Pick<AuditLedger, 'owedTo' | 'keepReceipt'>;
  readonly crypto: LedgerCrypto;
  readonly clock: Clock;
  /** What became of one checkpoint. */
  told(outcome: 'cosigned' | 'unverified' | 'kept' | 'failed'): void;
  report(event: WitnessReport): void;
  /** What it is owed could not be looked up. */
  onError(error: unknown): void;
}

/**
 * Tells one witness the last checkpoint of each ledger. What it is owed follows from what is kept: a checkpoint without a
 * receipt, whoever has signed it and however often processes died in between. A witness that hangs or fails is tried again, later and
 * later, and nobody waits for it.
 */
export class WitnessTeller {
  readonly #options: WitnessTellerOptions;
  readonly #rounds: Rounds;
  readonly #stopping = new AbortController();
  /** The tenant that was tried last: a ledger at which the witness hangs must not keep it from the others. */
  #after = '';
  #failures = 0;
  #retryAt = 0;
  /** Since when the oldest checkpoint that it lacks stands; null where it lacks none. */
  #behindSince: number | null = null;
  /** What it has not answered in time: until it does, it is asked nothing more. */
  #hanging: Promise<void> | null = null;

  constructor(options: WitnessTellerOptions) {
    this.#options = options;
    this.#rounds = new Rounds(
      () => this.#round(),
      (error) => this.#failed(error),
    );
  }

  /** How long the witness has lacked something, ms. */
  behindMs(): number {
    return this.#behindSince === null ? 0 : Math.max(0, this.#options.clock.now() - this.#behindSince);
  }

  /** There may be something to tell. @returns when that has been tried */
  wake(): Promise<void> {
    return this.#rounds.wake();
  }

  /** Tells once more what is owed, within the limit. */
  async stop(): Promise<void> {
    const { clock, witness } = this.#options;
    this.#stopping.abort();
    this.#retryAt = 0;
    const done = new AbortController();
    const hasEnded = await Promise.race([
      this.#rounds.wake().then(() => true),
      clock.wait(TELL_LIMIT_MS, done.signal).then(() => false),
    ]);
    done.abort();
    void this.#rounds.stop();
    // One that hangs would hang at its end, too; the process is about to end anyway.
    if (hasEnded && this.#hanging === null) await witness.close();
  }

  async #round(): Promise<void> {
    const { clock, report } = this.#options;
    if (clock.now() < this.#retryAt) return;
    const reason = await this.#tellOwed();
    if (reason !== null) {
      report({ kind: 'failing', reason, sinceMs: this.behindMs() });
      return this.#retryLater();
    }
    if (this.#failures > 0) report({ kind: 'recovered' });
    this.#failures = 0;
    this.#behindSince = null;
  }

  #failed(error: unknown): void {
    this.#options.onError(error);
    this.#retryLater();
  }

  #retryLater(): void {
    const { clock } = this.#options;
    const waitMs = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** this.#failures);
    this.#failures += 1;
    this.#retryAt = clock.now() + waitMs;
    const { signal } = this.#stopping;
    void clock.wait(waitMs, signal).then(() => {
      this.#retryAt = 0;
      return signal.aborted ? undefined : this.wake();
    });
  }

  /** @returns why it is still owed something; null when it is not */
  async #tellOwed(): Promise<string | null> {
    if (this.#hanging !== null) return 'still has not answered what it was told before';
    const { ledger, witness } = this.#options;
    const began = this.#after;
    let reason: string | null = null;
    for (let turn = began === '' ? 1 : 0; turn < 2;) {
      const owed = await ledger.owedTo(witness.place, this.#after, PAGE);
      for (const one of owed) {
        const why = await this.#tell(one);
        this.#after = one.tenantId;
        if (why === null) continue;
        reason ??= why;
        if (this.#hanging !== null) return reason;
      }
      if (owed.length === PAGE) continue;
      this.#after = '';
      turn += 1;
    }
    return reason;
  }

  /** @returns why the witness does not have it; null when it has */
  async #tell({ tenantId, checkpoint: { size, note, at } }: OwedCheckpoint): Promise<string | null> {
    const { witness, key, ledger, crypto, clock, told } = this.#options;
    const answer = await this.#within(witness.tell({ tenantId, size, note }));
    const cosignatures = answer.kind === 'answered' ? cosignaturesIn(crypto, answer.text) : [];
    const verified = key === null ? null : verifyCosignature(crypto, note, cosignatures, key);
    const why = answer.kind === 'failed' ? answer.reason : reasonOf(verified, key);
    if (why !== null) {
      told('failed');
      this.#behindSince ??= at;
      return `${tenantId}, ${size} entries: ${why}`;
    }
    const isVerified = verified === 'cosigned';
    const { name, place } = witness;
    await ledger.keepReceipt(tenantId, { witness: name, place, size, at: clock.now(), cosignatures, isVerified });
    told(isVerified ? 'cosigned' : cosignatures.length > 0 ? 'unverified' : 'kept');
    return null;
  }

  async #within(
    telling: Promise<string>,
  ): Promise<{ kind: 'answered'; text: string } | { kind: 'failed'; reason: string }> {
    const answered = telling.then(
      (text) => ({ kind: 'answered' as const, text }),
      (error: Error) => ({ kind: 'failed' as const, reason: error.message }),
    );
    const done = new AbortController();
    const late = this.#options.clock.wait(TELL_LIMIT_MS, done.signal).then(() => null);
    const first = await Promise.race([answered, late]);
    done.abort();
    if (first !== null) return first;
    this.#hanging = answered.then(() => void (this.#hanging = null));
    return { kind: 'failed', reason: `has not answered within ${TELL_LIMIT_MS} ms` };
  }
}

function reasonOf(verified: ReturnType<typeof verifyCosignature> | null, key: NoteKey | null): string | null {
  if (verified === null || verified === 'cosigned') return null;
  const what = verified === 'other_key' ? 'holds no signature by' : 'holds a wrong signature by';
  return `its answer ${what} ${key?.name ?? ''}, the key that was named for it`;
}
