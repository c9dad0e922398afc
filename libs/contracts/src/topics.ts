import type { TopicDefinition } from './define-topic.js';
import { audit } from './topics/audit.js';
import { commandReplies, commands } from './topics/commands.js';
import { deadLetters } from './topics/dead-letters.js';
import { metricsJson } from './topics/metrics-json.js';
import { notifications } from './topics/notifications.js';
import { otlpMetrics } from './topics/otlp-metrics.js';
import { partials } from './topics/partials.js';
import { receivers } from './topics/receivers.js';
import { ruleGroups } from './topics/rule-groups.js';
import { ruleState } from './topics/rule-state.js';
import { rules } from './topics/rules.js';
import { samples } from './topics/samples.js';
import { transitions } from './topics/transitions.js';

/** Every topic of the platform. */
export const allTopics: readonly TopicDefinition[] = [
  samples,
  metricsJson,
  otlpMetrics,
  rules,
  ruleGroups,
  receivers,
  partials,
  ruleState,
  transitions,
  notifications,
  commands,
  commandReplies,
  audit,
  deadLetters,
];
