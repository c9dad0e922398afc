import type { TopicDefinition } from './define-topic.js';
import { acknowledgements } from './topics/acknowledgements.js';
import { apiKeys } from './topics/api-keys.js';
import { audit } from './topics/audit.js';
import { commandReplies, commands } from './topics/commands.js';
import { deadLetterReplays } from './topics/dead-letter-replays.js';
import { deadLetters } from './topics/dead-letters.js';
import { incidentNotes } from './topics/incident-notes.js';
import { incidents, recommendations } from './topics/recommendations.js';
import { metricsJson } from './topics/metrics-json.js';
import { modelTrainings } from './topics/model-trainings.js';
import { notificationPolicies } from './topics/notification-policies.js';
import { notifications } from './topics/notifications.js';
import { notificationsOut } from './topics/notifications-out.js';
import { otlpMetrics } from './topics/otlp-metrics.js';
import { partials } from './topics/partials.js';
import { postedAlerts } from './topics/posted-alerts.js';
import { predictionMarks } from './topics/prediction-marks.js';
import { receivers } from './topics/receivers.js';
import { receiverTestResults, receiverTests } from './topics/receiver-tests.js';
import { erasures } from './topics/erasures.js';
import { revocations } from './topics/revocations.js';
import { ruleGroups } from './topics/rule-groups.js';
import { ruleHealth } from './topics/rule-health.js';
import { approvalPolicies, groupProposals, ruleProposals } from './topics/rule-proposals.js';
import { ruleState } from './topics/rule-state.js';
import { rules } from './topics/rules.js';
import { samples } from './topics/samples.js';
import { seriesCounts } from './topics/series-counts.js';
import { silences } from './topics/silences.js';
import { tenants } from './topics/tenants.js';
import { transitions } from './topics/transitions.js';

/** Every topic of the platform. */
export const allTopics: readonly TopicDefinition[] = [
  samples,
  metricsJson,
  otlpMetrics,
  rules,
  ruleGroups,
  ruleProposals,
  groupProposals,
  approvalPolicies,
  predictionMarks,
  ruleHealth,
  receivers,
  notificationPolicies,
  silences,
  acknowledgements,
  incidents,
  recommendations,
  incidentNotes,
  postedAlerts,
  receiverTests,
  receiverTestResults,
  partials,
  ruleState,
  transitions,
  modelTrainings,
  notifications,
  notificationsOut,
  commands,
  commandReplies,
  audit,
  tenants,
  seriesCounts,
  apiKeys,
  revocations,
  erasures,
  deadLetters,
  deadLetterReplays,
];
