import type { ExternalAlert, ExternalChange } from '@tocsin/domain/alerting/external-alert';
import type { Transition } from '@tocsin/domain/engine/transition';

export interface ExternalAlertKey {
  tenantId: string;
  fingerprint: string;
}

/** Publishes transitions; when it has resolved, they stand in the log. */
export type PublishTransitions = (transitions: readonly Transition[]) => Promise<void>;

/**
 * What is known of alerts that others evaluate. Transitions are published before what they say is kept: after a crash in
 * between they are published again, the same ones under the same ids.
 */
export interface ExternalAlertStore {
  /** Hands what is known of these alerts to `change` and keeps what it says; nobody else changes them meanwhile. */
  change(
    keys: readonly ExternalAlertKey[],
    change: (known: readonly ExternalAlert[]) => readonly ExternalChange[],
    publish: PublishTransitions,
  ): Promise<void>;
  /**
   * As {@link change}, of alerts that fire and whose end has come at `now`.
   *
   * @returns how many were handed out
   */
  expire(
    now: number,
    limit: number,
    change: (known: readonly ExternalAlert[]) => readonly ExternalChange[],
    publish: PublishTransitions,
  ): Promise<number>;
  /** Drops what was over before `time`. */
  forgetOverBefore(time: number): Promise<void>;
}
