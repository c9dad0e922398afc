import type { TopicDefinition } from '@tocsin/contracts/define-topic';
import { commands } from '@tocsin/contracts/topics/commands';
import { metricsJson } from '@tocsin/contracts/topics/metrics-json';
import { otlpMetrics } from '@tocsin/contracts/topics/otlp-metrics';
import { partials } from '@tocsin/contracts/topics/partials';
import { postedAlerts } from '@tocsin/contracts/topics/posted-alerts';
import { samples } from '@tocsin/contracts/topics/samples';
import { transitions } from '@tocsin/contracts/topics/transitions';

/** A group of the platform that reads a topic, and must not fall behind. */
export interface WatchedGroup {
  group: string;
  topic: TopicDefinition;
  /** Offsets at the end of a partition that the group may never count as read, because they are marks of transactions. */
  marksMax: number;
  /** Whether an alert that it stands could not be decided or told, so that heartbeats stop instead. */
  isNeededToTell: boolean;
}

export const EVALUATION_GROUP = 'evaluation';

/**
 * Those who count records, rather than offsets, as read stop before the marks of transactions: one for each partition of
 * the samples that has written at the same time, and samples have some tens of partitions at most.
 */
const counting = { marksMax: 100, isNeededToTell: true };
const exact = { marksMax: 0, isNeededToTell: false };

/** The groups without which the platform does not do what it is there for. */
export const watchedGroups: readonly WatchedGroup[] = [
  { ...counting, group: EVALUATION_GROUP, topic: samples },
  { ...counting, group: 'evaluation-groups', topic: partials },
  { ...exact, group: 'notification.transitions', topic: transitions, isNeededToTell: true },
  { ...exact, group: 'notification.posted-alerts', topic: postedAlerts },
  { ...exact, group: 'gateway.ingestion.metrics_json', topic: metricsJson },
  { ...exact, group: 'gateway.ingestion.otlp_metrics', topic: otlpMetrics },
  { ...exact, group: 'rule-management.commands', topic: commands },
  { ...counting, group: 'history', topic: samples, isNeededToTell: false },
];
