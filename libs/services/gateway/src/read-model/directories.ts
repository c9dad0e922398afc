import { acknowledgements } from '@tocsin/contracts/topics/acknowledgements';
import { incidentNotes } from '@tocsin/contracts/topics/incident-notes';
import { modelTrainings } from '@tocsin/contracts/topics/model-trainings';
import { notificationPolicies, POLICY_ID } from '@tocsin/contracts/topics/notification-policies';
import { MARKS_ID, predictionMarks } from '@tocsin/contracts/topics/prediction-marks';
import { receivers } from '@tocsin/contracts/topics/receivers';
import { incidents, recommendations } from '@tocsin/contracts/topics/recommendations';
import { ruleHealth } from '@tocsin/contracts/topics/rule-health';
import {
  APPROVAL_POLICY_ID,
  approvalPolicies,
  groupProposals,
  ruleProposals,
} from '@tocsin/contracts/topics/rule-proposals';
import { rules } from '@tocsin/contracts/topics/rules';
import { seriesCounts } from '@tocsin/contracts/topics/series-counts';
import { silences } from '@tocsin/contracts/topics/silences';
import { CompactedDirectory } from '@tocsin/ports/compacted-directory';
import { AlertDirectory } from './alert-directory.js';
import { RuleGroupDirectory } from './rule-group-directory.js';

export type Directories = ReturnType<typeof emptyDirectories>;

/** What a gateway knows of the log, by what it is about. All are empty until they follow it. */
export function emptyDirectories() {
  return {
    rules: new CompactedDirectory(rules, ({ id }) => id, isLesserVersion),
    proposals: new CompactedDirectory(ruleProposals, ({ rule_id }) => rule_id, isLesserVersion),
    groupProposals: new CompactedDirectory(groupProposals, ({ group }) => group, isLesserVersion),
    policies: new CompactedDirectory(approvalPolicies, () => APPROVAL_POLICY_ID),
    receivers: new CompactedDirectory(receivers, ({ id }) => id),
    groups: new RuleGroupDirectory(),
    health: new CompactedDirectory(ruleHealth, ({ group }) => group),
    trainings: new CompactedDirectory(modelTrainings, ({ model }) => model),
    notifying: new CompactedDirectory(notificationPolicies, () => POLICY_ID, isOlderVersion),
    marks: new CompactedDirectory(predictionMarks, () => MARKS_ID, isOlderVersion),
    silences: new CompactedDirectory(silences, ({ id }) => id, isOlderUpdate),
    acknowledgements: new CompactedDirectory(acknowledgements, ({ alert_id }) => alert_id),
    incidents: new CompactedDirectory(incidents, ({ id }) => id),
    recommendations: new CompactedDirectory(recommendations, ({ id }) => id, isOlderUpdate),
    incidentNotes: new CompactedDirectory(incidentNotes, ({ incident_id }) => incident_id, isOlderUpdate),
    seriesCounts: new CompactedDirectory(seriesCounts, ({ partition }) => String(partition)),
    alerts: new AlertDirectory(),
  };
}

const isLesserVersion = (value: { version: number }, known: { version: number }): boolean =>
  value.version < known.version;
/** A policy may be written anew after it was deleted, and versions then begin anew. */
const isOlderVersion = (
  policy: { created_at: number; version: number },
  known: { created_at: number; version: number },
): boolean =>
  policy.created_at < known.created_at || (policy.created_at === known.created_at && policy.version < known.version);
const isOlderUpdate = (value: { updated_at: number }, known: { updated_at: number }): boolean =>
  value.updated_at < known.updated_at;
