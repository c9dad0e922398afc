import type { LedgerCrypto } from '@tocsin/domain/ledger/ledger-crypto';
import type { AuditLedger } from '@tocsin/ports/audit-ledger';
import type { Clock } from '@tocsin/ports/clock';
import { Counter, Gauge, type Registry } from 'prom-client';
import { type NamedWitness, type WitnessReport, WitnessTeller } from './witness-teller.js';

export interface WitnessesOptions {
  /** Those that the operator has named; none: nobody is told. */
  readonly witnesses: readonly NamedWitness[];
  readonly ledger: Pick<AuditLedger, 'owedTo' | 'keepReceipt'>;
  readonly crypto: LedgerCrypto;
  readonly clock: Clock;
  readonly registry: Registry;
  report(witness: string, event: WitnessReport): void;
  onError(error: unknown, what: string): void;
}

/** All who are told checkpoints, each by itself: one that is away holds up no other. */
export class Witnesses {
  readonly #tellers: readonly WitnessTeller[];

  constructor({ witnesses, registry, report, onError, ...shared }: WitnessesOptions) {
    const told = new Counter({
      name: 'tocsin_ledger_witness_checkpoints_total',
      help: 'Checkpoints that a witness was told: cosigned (by the key that was named), unverified (with a signature by no key that is known here), kept (without one), failed.',
      labelNames: ['witness', 'outcome'],
      registers: [registry],
    });
    const named = witnesses.map(({ witness, key }) => {
      const teller = new WitnessTeller({
        ...shared,
        witness,
        key,
        told: (outcome) => told.inc({ witness: witness.name, outcome }),
        report: (event) => report(witness.name, event),
        onError: (error) => onError(error, `what the witness ${witness.name} is owed could not be looked up or kept`),
      });
      return { name: witness.name, teller };
    });
    this.#tellers = named.map(({ teller }) => teller);
    new Gauge({
      name: 'tocsin_ledger_witness_behind_seconds',
      help: 'How long a witness has lacked a checkpoint: what was changed since would not be found by it.',
      labelNames: ['witness'],
      registers: [registry],
      collect() {
        for (const { name, teller } of named) this.set({ witness: name }, teller.behindMs() / 1_000);
      },
    });
  }

  /** There may be something to tell. @returns when that has been tried; nobody has to wait for it */
  async wake(): Promise<void> {
    await Promise.all(this.#tellers.map((teller) => teller.wake()));
  }

  /** Tells once more what is owed, within some seconds. */
  async stop(): Promise<void> {
    await Promise.all(this.#tellers.map((teller) => teller.stop()));
  }
}
