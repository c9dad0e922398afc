import type { Acknowledgement } from '@tocsin/domain/alerting/acknowledgement';
import type { NotificationPolicy } from '@tocsin/domain/alerting/notification-policy';
import type { Silence } from '@tocsin/domain/alerting/silence';

/** One tenant's notification policy, silences and acknowledgements inside one transaction. */
export interface AlertingTransaction {
  policy(): Promise<NotificationPolicy | null>;
  savePolicy(policy: NotificationPolicy): Promise<void>;
  deletePolicy(): Promise<void>;
  silence(id: string): Promise<Silence | null>;
  /** How many silences end after `time`. */
  countSilencesEndingAfter(time: number): Promise<number>;
  saveSilence(silence: Silence): Promise<void>;
  /** Drops the silences that ended before `time`. @returns their ids */
  dropSilencesEndedBefore(time: number): Promise<string[]>;
  acknowledgement(alertId: string): Promise<Acknowledgement | null>;
  saveAcknowledgement(acknowledgement: Acknowledgement): Promise<void>;
  deleteAcknowledgement(alertId: string): Promise<void>;
  /** Drops all but the `kept` newest, and those from before `time`. @returns the ids of the alerts that they were about */
  dropOldAcknowledgements(kept: number, time: number): Promise<string[]>;
}
