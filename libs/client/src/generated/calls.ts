// Written by npm run contracts from docs/openapi.json; change the routes of the gateway instead.
import type { Call } from '../call.js';
import type { Operation } from '../operation.js';

/** Every operation of the API. */
export interface Calls {
  /**
   * Create a rule.
   *
   * With the header `Idempotency-Key`, asking twice within a day makes one rule. Where approval is needed, the rule waits for it.
   *
   * `POST /api/rules`, with the scope `rules:write`.
   */
  createRule: Call<'createRule'>;
  /**
   * List rules.
   *
   * `GET /api/rules`, with the scope `rules:read`.
   */
  listRules: Call<'listRules'>;
  /**
   * Check a rule without storing it.
   *
   * `POST /api/rules/validate`, with the scope `rules:read`.
   */
  validateRule: Call<'validateRule'>;
  /**
   * Replace a rule.
   *
   * The header `If-Match` names the version that is replaced, or `*` for any. A rule that says what it said before stays at its version. Episodes go on while the conditions stay the same.
   *
   * `PUT /api/rules/{id}`, with the scope `rules:write`.
   */
  updateRule: Call<'updateRule'>;
  /**
   * Delete a rule.
   *
   * The header `If-Match` names the version that is deleted, or `*` for any. Its alerts are over at once; its versions stay, and one of them can be restored.
   *
   * `DELETE /api/rules/{id}`, with the scope `rules:delete`.
   */
  deleteRule: Call<'deleteRule'>;
  /**
   * Read a rule.
   *
   * A change that waits for approval is told of in `meta.proposal`.
   *
   * `GET /api/rules/{id}`, with the scope `rules:read`.
   */
  getRule: Call<'getRule', 'format'>;
  /**
   * Copy a rule.
   *
   * The copy is a draft unless told otherwise. With the header `Idempotency-Key`, asking twice within a day makes one rule.
   *
   * `POST /api/rules/{id}/clone`, with the scope `rules:write`.
   */
  cloneRule: Call<'cloneRule'>;
  /**
   * Change many rules at once.
   *
   * Up to 500 operations, carried out in their order. One that is refused is told in its place, and the others are made all the same. Deleting also needs the scope rules:delete. With the header `Idempotency-Key`, asking twice within a day changes once.
   *
   * `POST /api/rules/bulk`, with the scope `rules:write`.
   */
  changeRules: Call<'changeRules'>;
  /**
   * Import rules from a file.
   *
   * Groups of Prometheus become rule groups; rules of Grafana become rules with one expression. A rule of the same folder and name, or a group of the same name, is replaced; what the file does not name stays. Where something is wrong, nothing is taken unless `partial=true`, and all of it is told with its place.
   *
   * `POST /api/rules/import`, with the scope `rules:write`.
   */
  importRules: Call<'importRules'>;
  /**
   * Export rules to a file.
   *
   * Formats: yaml, json, prometheus, prometheus-crd, grafana, terraform. With `Accept: text/plain`, the file itself; the header `X-Tocsin-Losses` counts what it cannot express.
   *
   * `GET /api/rules/export`, with the scope `rules:read`.
   */
  exportRules: Call<'exportRules'>;
  /**
   * List the versions of a rule.
   *
   * Also of one that was deleted.
   *
   * `GET /api/rules/{id}/versions`, with the scope `rules:read`.
   */
  listRuleVersions: Call<'listRuleVersions'>;
  /**
   * Read a version of a rule.
   *
   * `GET /api/rules/{id}/versions/{version}`, with the scope `rules:read`.
   */
  getRuleVersion: Call<'getRuleVersion'>;
  /**
   * Compare two versions of a rule.
   *
   * `GET /api/rules/{id}/diff`, with the scope `rules:read`.
   */
  compareRuleVersions: Call<'compareRuleVersions'>;
  /**
   * List the versions of a rule group.
   *
   * Also of one that was deleted.
   *
   * `GET /api/rule-groups/{name}/versions`, with the scope `rules:read`.
   */
  listRuleGroupVersions: Call<'listRuleGroupVersions'>;
  /**
   * Read a version of a rule group.
   *
   * `GET /api/rule-groups/{name}/versions/{version}`, with the scope `rules:read`.
   */
  getRuleGroupVersion: Call<'getRuleGroupVersion'>;
  /**
   * Compare two versions of a rule group.
   *
   * `GET /api/rule-groups/{name}/diff`, with the scope `rules:read`.
   */
  compareRuleGroupVersions: Call<'compareRuleGroupVersions'>;
  /**
   * Let an earlier version of a rule stand again.
   *
   * Also of one that was deleted. It becomes the next version. With the header `If-Match`, only in place of the version that it names.
   *
   * `POST /api/rules/{id}/restore`, with the scope `rules:write`.
   */
  restoreRule: Call<'restoreRule'>;
  /**
   * Let an earlier version of a rule group stand again.
   *
   * Also of one that was deleted. It becomes the next version.
   *
   * `POST /api/rule-groups/{name}/restore`, with the scope `rules:write`.
   */
  restoreRuleGroup: Call<'restoreRuleGroup'>;
  /**
   * List changes of rule groups that wait for approval.
   *
   * `GET /api/rule-group-proposals`, with the scope `rules:read`.
   */
  listRuleGroupProposals: Call<'listRuleGroupProposals'>;
  /**
   * Approve a change of a rule group.
   *
   * Names the version that is approved: when another waits meanwhile, nothing is approved. Nobody approves what is their own.
   *
   * `POST /api/rule-groups/{name}/approve`, with the scope `rules:write`.
   */
  approveRuleGroup: Call<'approveRuleGroup'>;
  /**
   * Reject a change of a rule group, or take back an own one.
   *
   * `POST /api/rule-groups/{name}/reject`, with the scope `rules:write`.
   */
  rejectRuleGroup: Call<'rejectRuleGroup'>;
  /**
   * List changes that wait for approval.
   *
   * `GET /api/proposals`, with the scope `rules:read`.
   */
  listProposals: Call<'listProposals'>;
  /**
   * Submit a draft.
   *
   * A draft becomes active: at once, or, where approval is needed, when somebody else approves.
   *
   * `POST /api/rules/{id}/submit`, with the scope `rules:write`.
   */
  submitRule: Call<'submitRule'>;
  /**
   * Approve a change.
   *
   * Names the version that is approved: when another waits meanwhile, nothing is approved. Nobody approves what is their own.
   *
   * `POST /api/rules/{id}/approve`, with the scope `rules:write`.
   */
  approveRule: Call<'approveRule'>;
  /**
   * Reject a change, or take back an own one.
   *
   * `POST /api/rules/{id}/reject`, with the scope `rules:write`.
   */
  rejectRule: Call<'rejectRule'>;
  /**
   * Read for which rules approval is needed.
   *
   * `GET /api/approval-policy`, with the scope `rules:read`.
   */
  getApprovalPolicy: Call<'getApprovalPolicy'>;
  /**
   * Say for which rules approval is needed.
   *
   * Holds for changes from now on; what waits already goes on waiting.
   *
   * `PUT /api/approval-policy`, with the scope `admin:all`.
   */
  updateApprovalPolicy: Call<'updateApprovalPolicy'>;
  /**
   * List rule templates.
   *
   * `GET /api/rule-templates`, with the scope `rules:read`.
   */
  listRuleTemplates: Call<'listRuleTemplates'>;
  /**
   * Read a rule template.
   *
   * `GET /api/rule-templates/{id}`, with the scope `rules:read`.
   */
  getRuleTemplate: Call<'getRuleTemplate', 'format'>;
  /**
   * Read the runbook of a rule template.
   *
   * Without a token, so that the link in a notification opens; it holds nothing of any tenant.
   *
   * `GET /api/rule-templates/{id}/runbook`.
   */
  getRuleTemplateRunbook: Call<'getRuleTemplateRunbook'>;
  /**
   * Create a rule of a template.
   *
   * The rule is made as by POST /api/rules, with the same headers. It belongs to you from then on: a later version of the template does not change it.
   *
   * `POST /api/rule-templates/{id}/rules`, with the scope `rules:write`.
   */
  createRuleFromTemplate: Call<'createRuleFromTemplate'>;
  /**
   * Propose rules by what the tenant sends.
   *
   * Looks at the series of the last hours and proposes each template that fits, with thresholds from their own history and with what the rule would have told. Nothing is stored. Also needs the scope metrics:read.
   *
   * `POST /api/rule-templates/proposals`, with the scope `rules:read`.
   */
  proposeRules: Call<'proposeRules'>;
  /**
   * List rule groups.
   *
   * `GET /api/rule-groups`, with the scope `rules:read`.
   */
  listRuleGroups: Call<'listRuleGroups'>;
  /**
   * Read a rule group.
   *
   * With `Accept: application/yaml`, as a rule file of Prometheus that has just this group.
   *
   * `GET /api/rule-groups/{name}`, with the scope `rules:read`.
   */
  getRuleGroup: Call<'getRuleGroup'>;
  /**
   * Create or replace a rule group.
   *
   * Takes the group in JSON or YAML, or a rule file of Prometheus that has just this group. What is wrong is told with its path, and in YAML with line and column. With the header `If-Match`, only the version that it names is replaced; with `If-None-Match: *`, none is.
   *
   * `PUT /api/rule-groups/{name}`, with the scope `rules:write`.
   */
  updateRuleGroup: Call<'updateRuleGroup'>;
  /**
   * Delete a rule group.
   *
   * With the header `If-Match`, only at the version that it names.
   *
   * `DELETE /api/rule-groups/{name}`, with the scope `rules:delete`.
   */
  deleteRuleGroup: Call<'deleteRuleGroup'>;
  /**
   * Import a rule file of Prometheus.
   *
   * Puts all groups of the file, or none; those that need it wait for approval. Groups that the file does not name stay. What is wrong is told with its path, and in YAML with line and column.
   *
   * `POST /api/rule-files`, with the scope `rules:write`.
   */
  importRuleFile: Call<'importRuleFile'>;
  /**
   * Evaluate a rule over given samples.
   *
   * Nothing is stored and nobody is notified.
   *
   * `POST /api/rules/evaluate`, with the scope `rules:read`.
   */
  evaluateRule: Call<'evaluateRule'>;
  /**
   * Evaluate active rules now, or as of a time.
   *
   * By the engine that evaluates live, over the samples that were kept; nothing is stored and nobody is notified. Rules are ordered by their ids. One that cannot be evaluated, or not in time, says why in its place. Also needs the scope metrics:read. The header `Cache-Status` says what was known already; `Cache-Control: no-cache` has everything evaluated anew.
   *
   * `POST /api/rule-evaluations`, with the scope `rules:read`.
   */
  evaluateRules: Call<'evaluateRules'>;
  /**
   * Evaluate rules over samples of the past.
   *
   * Of a `group`, a `rule` or a `rule_id`. What is evaluated live goes on from the alerts that were there when the time began; another group begins without any. Nothing is stored and nobody is notified. Also needs the scope metrics:read. To `Accept: application/x-ndjson`, lines of JSON are sent: `{"progress": share}` again and again, and at last `{"data": report}` or `{"problem": …}`.
   *
   * `POST /api/rules/backtest`, with the scope `rules:read`.
   */
  backtestRules: Call<'backtestRules'>;
  /**
   * How likely alerts are to fire soon.
   *
   * Of rules that do not fire yet. What rules over several series come to is told of the rule as a whole, without a metric and labels. The same stands in the series `tocsin_breach_probability` and `tocsin_prediction_abstained`. Also needs the scope metrics:read.
   *
   * `GET /api/predictions`, with the scope `rules:read`.
   */
  getPredictions: Call<'getPredictions'>;
  /**
   * Whether the chances that were told came true as often as they said.
   *
   * Chances whose horizon is over are held against the alerts that fired within it, in ten bins by their size. Chances of the last day are judged, or of two horizons where that is longer, as far back as all alerts are remembered. Also needs the scope metrics:read.
   *
   * `GET /api/predictions/reliability`, with the scope `rules:read`.
   */
  getPredictionReliability: Call<'getPredictionReliability'>;
  /**
   * Read which series are predicted whether a rule asks or not.
   *
   * A tenant that has never marked any has none, at version 0.
   *
   * `GET /api/prediction-marks`, with the scope `rules:read`.
   */
  getPredictionMarks: Call<'getPredictionMarks'>;
  /**
   * Mark series that are to be predicted.
   *
   * Marked series are given anomaly scores and forecasts (`tocsin_anomaly_score`, `tocsin_forecast`) though no rule asks. `{}` marks every series, as far as there is room: series that rules ask for go first, then those of earlier selectors, then by name. An empty list marks none. With the header `If-Match`, only the version that it names is replaced.
   *
   * `PUT /api/prediction-marks`, with the scope `rules:write`.
   */
  updatePredictionMarks: Call<'updatePredictionMarks'>;
  /**
   * Make a rule of words.
   *
   * By a grammar, without any network: the same words over the same series always come to the same rule. Where it has none, a language model is asked if the operator has named one, and the answer says so; what it is shown is redacted, and what it proposes goes through the same checks. Nothing is stored. What is unclear is asked back with the readings that remain, and what is no rule is refused with the reason. With `rule` or `rule_id`, the words change that rule ("only in production", "make it critical"). POST /api/rules/backtest says more of what a draft would have told. Also needs the scope metrics:read.
   *
   * `POST /api/rules/from-words`, with the scope `rules:read`.
   */
  makeRuleFromWords: Call<'makeRuleFromWords'>;
  /**
   * Read a rule in one sentence.
   *
   * `GET /api/rules/{id}/explanation`, with the scope `rules:read`.
   */
  explainRule: Call<'explainRule'>;
  /**
   * List incidents.
   *
   * `GET /api/incidents`, with the scope `rules:read`.
   */
  listIncidents: Call<'listIncidents'>;
  /**
   * Say that something was really wrong.
   *
   * Recommendations keep what alerts that its matchers fit told of it. An alert that somebody acknowledged counts as an incident by itself; one that was snoozed or silenced does not.
   *
   * `POST /api/incidents`, with the scope `rules:write`.
   */
  createIncident: Call<'createIncident'>;
  /**
   * Read an incident.
   *
   * `GET /api/incidents/{id}`, with the scope `rules:read`.
   */
  getIncident: Call<'getIncident'>;
  /**
   * Take an incident back.
   *
   * `DELETE /api/incidents/{id}`, with the scope `rules:write`.
   */
  deleteIncident: Call<'deleteIncident'>;
  /**
   * Recommend a threshold and a `for` of a rule.
   *
   * Of rules of one threshold or change; rules of rule groups have none. Settings are tried by back-test over the samples that are kept, chosen by the earlier part and judged by the later one; incidents and acknowledged alerts say what was real. The rule stays as it is until the recommendation is accepted. An open one of the same rule is superseded. Also needs the scope metrics:read.
   *
   * `POST /api/rules/{id}/recommendations`, with the scope `rules:write`.
   */
  makeRecommendation: Call<'makeRecommendation'>;
  /**
   * List recommendations.
   *
   * `GET /api/recommendations`, with the scope `rules:read`.
   */
  listRecommendations: Call<'listRecommendations'>;
  /**
   * Read a recommendation.
   *
   * `GET /api/recommendations/{id}`, with the scope `rules:read`.
   */
  getRecommendation: Call<'getRecommendation'>;
  /**
   * Measure what became of an accepted recommendation.
   *
   * What the rule has sent since it has the setting, as far as samples are kept, beside what it would have sent with the setting of before. Also needs the scope metrics:read.
   *
   * `GET /api/recommendations/{id}/outcome`, with the scope `rules:read`.
   */
  getRecommendationOutcome: Call<'getRecommendationOutcome'>;
  /**
   * Accept a recommendation.
   *
   * The rule gets the setting as if whoever accepts had changed it: a new version, which waits where approval is needed. 409 when the rule has changed since the recommendation was made.
   *
   * `POST /api/recommendations/{id}/accept`, with the scope `rules:write`.
   */
  acceptRecommendation: Call<'acceptRecommendation'>;
  /**
   * Refuse a recommendation.
   *
   * The rule stays as it is.
   *
   * `POST /api/recommendations/{id}/refuse`, with the scope `rules:write`.
   */
  refuseRecommendation: Call<'refuseRecommendation'>;
  /**
   * Which models serve the tenant, and how their last training ended.
   *
   * Networks that were trained further on the recent past of the tenant: what serves, what served before, on how much it was trained, what it lost on windows that it had not seen, and what it has been worth since. A model of which no training has ended yet is not listed; the released one serves then.
   *
   * `GET /api/models`, with the scope `rules:read`.
   */
  listModels: Call<'listModels'>;
  /**
   * List incidents that alerts have come to.
   *
   * Alerts of one group of the notification policy that fire together, or within a quarter of an hour of each other, are one incident. What people say was really wrong stands under `/api/incidents`.
   *
   * `GET /api/alert-incidents`, with the scope `rules:read`.
   */
  listAlertIncidents: Call<'listAlertIncidents'>;
  /**
   * Read an incident: its alerts, what happened when, notes, and similar earlier ones.
   *
   * `GET /api/alert-incidents/{id}`, with the scope `rules:read`.
   */
  getAlertIncident: Call<'getAlertIncident'>;
  /**
   * Write something down about an incident.
   *
   * With whoever writes and the time. A note is not changed afterwards; another one may correct it.
   *
   * `POST /api/alert-incidents/{id}/notes`, with the scope `rules:write`.
   */
  addIncidentNote: Call<'addIncidentNote'>;
  /**
   * How the evaluation of rule groups goes.
   *
   * Why a rule cannot be evaluated, and which limit keeps it from being so. Its alerts stay as they were. Conditions of a rule over many series are evaluated by a group `tocsin:conditions:ID`.
   *
   * `GET /api/rule-health`, with the scope `rules:read`.
   */
  listRuleHealth: Call<'listRuleHealth'>;
  /**
   * List rules with how they are evaluated and how their alerts stand.
   *
   * Rules by themselves and rules of groups, with counts by which a list is narrowed. Pages are cut by `offset`, so that a long list can be scrolled anywhere.
   *
   * `GET /api/rule-standings`, with the scope `rules:read`.
   */
  listRuleStandings: Call<'listRuleStandings'>;
  /**
   * List alerts.
   *
   * `GET /api/alerts`, with the scope `rules:read`.
   */
  listAlerts: Call<'listAlerts'>;
  /**
   * Read an alert and why it is in its state.
   *
   * `GET /api/alerts/{id}`, with the scope `rules:read`.
   */
  getAlert: Call<'getAlert'>;
  /**
   * Read the notification policy.
   *
   * A tenant without one tells every receiver of each alert at once; the answer is null then.
   *
   * `GET /api/notification-policy`, with the scope `rules:read`.
   */
  getNotificationPolicy: Call<'getNotificationPolicy'>;
  /**
   * Create or replace the notification policy.
   *
   * Routes, inhibition rules and time intervals as Alertmanager has them; receivers are named by their ids. With the header `If-Match`, only the version that it names is replaced; with `If-None-Match: *`, none is.
   *
   * `PUT /api/notification-policy`, with the scope `rules:write`.
   */
  updateNotificationPolicy: Call<'updateNotificationPolicy'>;
  /**
   * Delete the notification policy.
   *
   * Every receiver is told of each alert then. With the header `If-Match`, only at the version that it names.
   *
   * `DELETE /api/notification-policy`, with the scope `rules:delete`.
   */
  deleteNotificationPolicy: Call<'deleteNotificationPolicy'>;
  /**
   * Say where alerts of some labels would go.
   *
   * Takes one label set, or a list of at most 100. Nobody is told of anything.
   *
   * `POST /api/notification-policy/test`, with the scope `rules:read`.
   */
  testNotificationPolicy: Call<'testNotificationPolicy'>;
  /**
   * Import a configuration of Alertmanager.
   *
   * Replaces the notification policy by the routes, inhibition rules and time intervals of an `alertmanager.yml`. Its receivers become those of the same name, or new ones where it says all that they need; what cannot be taken over is told. Where a route would tell nobody for that, it is refused, with `dry_run` too, unless `partial=true` says so. With the header `If-Match`, only the version that it names is replaced.
   *
   * `POST /api/notification-policy/import`, with the scope `rules:write`.
   */
  importNotificationPolicy: Call<'importNotificationPolicy'>;
  /**
   * List silences and maintenance windows.
   *
   * `GET /api/silences`, with the scope `rules:read`.
   */
  listSilences: Call<'listSilences'>;
  /**
   * Create a silence or a maintenance window.
   *
   * Nobody is told of alerts that all matchers fit, while it lasts. It begins now unless it says when.
   *
   * `POST /api/silences`, with the scope `rules:write`.
   */
  createSilence: Call<'createSilence'>;
  /**
   * Say which alerts matchers fit now.
   *
   * `POST /api/silences/preview`, with the scope `rules:read`.
   */
  previewSilence: Call<'previewSilence'>;
  /**
   * Read a silence.
   *
   * `GET /api/silences/{id}`, with the scope `rules:read`.
   */
  getSilence: Call<'getSilence'>;
  /**
   * Replace a silence that has not ended.
   *
   * `PUT /api/silences/{id}`, with the scope `rules:write`.
   */
  updateSilence: Call<'updateSilence'>;
  /**
   * End a silence.
   *
   * It is listed as expired for five days more.
   *
   * `DELETE /api/silences/{id}`, with the scope `rules:write`.
   */
  deleteSilence: Call<'deleteSilence'>;
  /**
   * Acknowledge an alert.
   *
   * Somebody cares for it: it is not repeated. Its end is told.
   *
   * `POST /api/alerts/{id}/acknowledge`, with the scope `rules:write`.
   */
  acknowledgeAlert: Call<'acknowledgeAlert'>;
  /**
   * Take back that an alert was acknowledged.
   *
   * `DELETE /api/alerts/{id}/acknowledge`, with the scope `rules:write`.
   */
  unacknowledgeAlert: Call<'unacknowledgeAlert'>;
  /**
   * Snooze an alert until it is over.
   *
   * Nobody is told of it any more while it fires. Its end is told to whoever heard it fire.
   *
   * `POST /api/alerts/{id}/snooze`, with the scope `rules:write`.
   */
  snoozeAlert: Call<'snoozeAlert'>;
  /**
   * Wake an alert that was snoozed.
   *
   * `DELETE /api/alerts/{id}/snooze`, with the scope `rules:write`.
   */
  unsnoozeAlert: Call<'unsnoozeAlert'>;
  /**
   * Decide an alert again from the log and show all that went into it.
   *
   * The transitions of the alert are made again by the same engine from the records of the log, and are held against those that were told. As far back as the log keeps samples: 24 hours.
   *
   * `GET /api/alerts/{id}/explain`, with the scope `rules:read`.
   */
  explainAlert: Call<'explainAlert'>;
  /**
   * Say why a rule did not fire.
   *
   * Names the comparison or the timer that held it back, with its numbers. The id of a rule of a group is `group/alert`, with the slash written as `%2F`.
   *
   * `POST /api/rules/{id}/why-not`, with the scope `rules:read`.
   */
  askWhyNot: Call<'askWhyNot'>;
  /**
   * Decide a span of the tenant's log again and compare.
   *
   * Nothing is stored and nobody is notified. To `Accept: application/x-ndjson`, lines of JSON are sent: `{"progress": share}` again and again, and at last `{"data": report}` or `{"problem": …}`.
   *
   * `POST /api/replay`, with the scope `rules:read`.
   */
  replay: Call<'replay'>;
  /**
   * Create a receiver.
   *
   * Told of each group of alerts are a `webhook` (the default; signed), `email`, `slack`, `msteams`, `discord`, `pagerduty`, `telegram` and `kafka` (the topic `notifications-out` of the platform's own log). An `alertmanager` is told what fires as Prometheus tells it: at once, each minute while it fires, and for 15 minutes after it was resolved. Secrets are write-only and kept encrypted.
   *
   * `POST /api/receivers`, with the scope `rules:write`.
   */
  createReceiver: Call<'createReceiver'>;
  /**
   * List receivers.
   *
   * `GET /api/receivers`, with the scope `rules:read`.
   */
  listReceivers: Call<'listReceivers'>;
  /**
   * Read a receiver.
   *
   * `GET /api/receivers/{id}`, with the scope `rules:read`.
   */
  getReceiver: Call<'getReceiver'>;
  /**
   * Replace a receiver.
   *
   * Its type stays, and so does a secret that is left out; whoever changes where the secret is sent must write it again.
   *
   * `PUT /api/receivers/{id}`, with the scope `rules:write`.
   */
  updateReceiver: Call<'updateReceiver'>;
  /**
   * Delete a receiver.
   *
   * Not while the notification policy names it.
   *
   * `DELETE /api/receivers/{id}`, with the scope `rules:delete`.
   */
  deleteReceiver: Call<'deleteReceiver'>;
  /**
   * Send a receiver a test.
   *
   * Now, and once. Answered within ten seconds with what the receiver has answered; nothing of it stands in the ledger. With labels and annotations, as of a rule, it looks like an alert of that rule, and still says that it is a test.
   *
   * `POST /api/receivers/{id}/test`, with the scope `rules:write`.
   */
  testReceiver: Call<'testReceiver'>;
  /**
   * List notifications.
   *
   * Those that were tried at least once, for 90 days.
   *
   * `GET /api/notifications`, with the scope `rules:read`.
   */
  listNotifications: Call<'listNotifications'>;
  /**
   * Read a notification with every attempt to deliver it.
   *
   * `GET /api/notifications/{id}`, with the scope `rules:read`.
   */
  getNotification: Call<'getNotification'>;
  /**
   * Report on a week of notifications.
   *
   * `GET /api/reports/weekly`, with the scope `rules:read`.
   */
  getWeeklyReport: Call<'getWeeklyReport'>;
  /**
   * Send samples as JSON.
   *
   * Samples that cannot be taken are named under `meta.warnings`; the others are taken. That a tenant has as many series as it may is told there, too.
   *
   * `POST /api/metrics`, with the scope `rules:write`.
   */
  sendMetrics: Call<'sendMetrics'>;
  /**
   * OpenTelemetry metrics by OTLP/HTTP.
   *
   * `POST /v1/metrics`, with the scope `rules:write`.
   */
  sendOtlpMetrics: Call<'sendOtlpMetrics'>;
  /**
   * Evaluate an expression at one time.
   *
   * `GET /api/v1/query`, with the scope `metrics:read`.
   */
  prometheusQuery: Call<'prometheusQuery'>;
  /**
   * Evaluate an expression at one time.
   *
   * `POST /api/v1/query`, with the scope `metrics:read`.
   */
  prometheusQueryByForm: Call<'prometheusQueryByForm'>;
  /**
   * Evaluate an expression at every step of a range.
   *
   * At most 11,000 steps.
   *
   * `GET /api/v1/query_range`, with the scope `metrics:read`.
   */
  prometheusQueryRange: Call<'prometheusQueryRange'>;
  /**
   * Evaluate an expression at every step of a range.
   *
   * At most 11,000 steps.
   *
   * `POST /api/v1/query_range`, with the scope `metrics:read`.
   */
  prometheusQueryRangeByForm: Call<'prometheusQueryRangeByForm'>;
  /**
   * Lay out an expression for reading.
   *
   * `GET /api/v1/format_query`, with the scope `metrics:read`.
   */
  prometheusFormatQuery: Call<'prometheusFormatQuery'>;
  /**
   * Lay out an expression for reading.
   *
   * `POST /api/v1/format_query`, with the scope `metrics:read`.
   */
  prometheusFormatQueryByForm: Call<'prometheusFormatQueryByForm'>;
  /**
   * Exemplars of the series of an expression.
   *
   * Exemplars are not kept, so that there are none.
   *
   * `GET /api/v1/query_exemplars`, with the scope `metrics:read`.
   */
  prometheusQueryExemplars: Call<'prometheusQueryExemplars'>;
  /**
   * Exemplars of the series of an expression.
   *
   * Exemplars are not kept, so that there are none.
   *
   * `POST /api/v1/query_exemplars`, with the scope `metrics:read`.
   */
  prometheusQueryExemplarsByForm: Call<'prometheusQueryExemplarsByForm'>;
  /**
   * List series.
   *
   * `GET /api/v1/series`, with the scope `metrics:read`.
   */
  prometheusSeries: Call<'prometheusSeries'>;
  /**
   * List series.
   *
   * `POST /api/v1/series`, with the scope `metrics:read`.
   */
  prometheusSeriesByForm: Call<'prometheusSeriesByForm'>;
  /**
   * List the names of labels.
   *
   * `GET /api/v1/labels`, with the scope `metrics:read`.
   */
  prometheusLabels: Call<'prometheusLabels'>;
  /**
   * List the names of labels.
   *
   * `POST /api/v1/labels`, with the scope `metrics:read`.
   */
  prometheusLabelsByForm: Call<'prometheusLabelsByForm'>;
  /**
   * List the values of a label.
   *
   * A name with dots or other signs may be written as it is, or escaped behind `U__`.
   *
   * `GET /api/v1/label/{name}/values`, with the scope `metrics:read`.
   */
  prometheusLabelValues: Call<'prometheusLabelValues'>;
  /**
   * What is known of metrics: type, help and unit.
   *
   * They are not kept, so that nothing is known.
   *
   * `GET /api/v1/metadata`, with the scope `metrics:read`.
   */
  prometheusMetadata: Call<'prometheusMetadata'>;
  /**
   * List rules in the form of Prometheus's API.
   *
   * Rules of conditions stand in one group for each category, and what they ask is told as PromQL; groups of Prometheus rules follow.
   *
   * `GET /api/v1/rules`, with the scope `rules:read`.
   */
  prometheusRules: Call<'prometheusRules'>;
  /**
   * List the alerts that are pending or fire, in the form of Prometheus's API.
   *
   * `GET /api/v1/alerts`, with the scope `rules:read`.
   */
  prometheusAlerts: Call<'prometheusAlerts'>;
  /**
   * The version of Prometheus's API that is spoken here.
   *
   * `GET /api/v1/status/buildinfo`, with the scope `metrics:read`.
   */
  prometheusBuildInfo: Call<'prometheusBuildInfo'>;
  /**
   * List the alerts that fire, in the form of Alertmanager's API.
   *
   * `GET /api/v2/alerts`, with the scope `rules:read`.
   */
  alertmanagerAlerts: Call<'alertmanagerAlerts'>;
  /**
   * Post alerts in the form of Alertmanager's API.
   *
   * They are listed, routed, silenced and told like those of our own rules. One that is not posted again is over at its `endsAt`, or after five minutes.
   *
   * `POST /api/v2/alerts`, with the scope `rules:write`.
   */
  alertmanagerPostAlerts: Call<'alertmanagerPostAlerts'>;
  /**
   * List the alerts that fire, in the groups that they are told in.
   *
   * `GET /api/v2/alerts/groups`, with the scope `rules:read`.
   */
  alertmanagerAlertGroups: Call<'alertmanagerAlertGroups'>;
  /**
   * List receivers in the form of Alertmanager's API.
   *
   * `GET /api/v2/receivers`, with the scope `rules:read`.
   */
  alertmanagerReceivers: Call<'alertmanagerReceivers'>;
  /**
   * List silences in the form of Alertmanager's API.
   *
   * `GET /api/v2/silences`, with the scope `rules:read`.
   */
  alertmanagerSilences: Call<'alertmanagerSilences'>;
  /**
   * Create or change a silence in the form of Alertmanager's API.
   *
   * With an `id`, the silence of it is changed; with other matchers, it is ended and a new one made.
   *
   * `POST /api/v2/silences`, with the scope `rules:write`.
   */
  alertmanagerPostSilence: Call<'alertmanagerPostSilence'>;
  /**
   * Read a silence in the form of Alertmanager's API.
   *
   * `GET /api/v2/silence/{id}`, with the scope `rules:read`.
   */
  alertmanagerSilence: Call<'alertmanagerSilence'>;
  /**
   * End a silence.
   *
   * `DELETE /api/v2/silence/{id}`, with the scope `rules:write`.
   */
  alertmanagerDeleteSilence: Call<'alertmanagerDeleteSilence'>;
  /**
   * Tell of the platform in the form of Alertmanager's API.
   *
   * `GET /api/v2/status`, with the scope `rules:read`.
   */
  alertmanagerStatus: Call<'alertmanagerStatus'>;
  /**
   * Log in.
   *
   * By the name of a user and the password. So many attempts in 15 minutes, by user and address.
   *
   * `POST /api/sessions`.
   */
  logIn: Call<'logIn'>;
  /**
   * Renew a session.
   *
   * By its refresh token, which is good for one use.
   *
   * `POST /api/sessions/refresh`.
   */
  refreshSession: Call<'refreshSession'>;
  /**
   * Log out.
   *
   * Ends the session that the token belongs to, everywhere within seconds.
   *
   * `DELETE /api/sessions/current`, with the scope `rules:read`.
   */
  logOut: Call<'logOut'>;
  /**
   * Come in by the link that is said at the start.
   *
   * The platform says it to whoever starts it. It is good for one use within 15 minutes, and lets in as the first admin for twelve hours.
   *
   * `POST /api/sessions/welcome`.
   */
  openWelcomeLink: Call<'openWelcomeLink'>;
  /**
   * Create a user.
   *
   * `POST /api/users`, with the scope `admin:all`.
   */
  createUser: Call<'createUser'>;
  /**
   * List users.
   *
   * `GET /api/users`, with the scope `admin:all`.
   */
  listUsers: Call<'listUsers'>;
  /**
   * Give a user another role, or disable one.
   *
   * What changes ends the sessions of the user, everywhere within seconds.
   *
   * `PUT /api/users/{id}`, with the scope `admin:all`.
   */
  updateUser: Call<'updateUser'>;
  /**
   * Set the password of a user.
   *
   * Ends the sessions of the user.
   *
   * `PUT /api/users/{id}/password`, with the scope `admin:all`.
   */
  updateUserPassword: Call<'updateUserPassword'>;
  /**
   * Create a service account.
   *
   * `POST /api/service-accounts`, with the scope `admin:all`.
   */
  createServiceAccount: Call<'createServiceAccount'>;
  /**
   * List service accounts and their keys.
   *
   * `GET /api/service-accounts`, with the scope `admin:all`.
   */
  listServiceAccounts: Call<'listServiceAccounts'>;
  /**
   * Delete a service account and revoke its keys.
   *
   * `DELETE /api/service-accounts/{id}`, with the scope `admin:all`.
   */
  deleteServiceAccount: Call<'deleteServiceAccount'>;
  /**
   * Make an API key.
   *
   * It is used as a token: `Authorization: Bearer tsk_…`.
   *
   * `POST /api/service-accounts/{id}/keys`, with the scope `admin:all`.
   */
  createApiKey: Call<'createApiKey'>;
  /**
   * Make an API key in place of another one.
   *
   * `POST /api/service-accounts/{id}/keys/{key_id}/rotate`, with the scope `admin:all`.
   */
  rotateApiKey: Call<'rotateApiKey'>;
  /**
   * Revoke an API key.
   *
   * `DELETE /api/service-accounts/{id}/keys/{key_id}`, with the scope `admin:all`.
   */
  deleteApiKey: Call<'deleteApiKey'>;
  /**
   * Issue a token.
   *
   * For a role or for scopes, in the own tenant; the operator issues them for any tenant.
   *
   * `POST /api/tokens`, with the scope `admin:all`.
   */
  createToken: Call<'createToken'>;
  /**
   * List tokens, sessions and API keys.
   *
   * Those that have not expired; none shows its text.
   *
   * `GET /api/tokens`, with the scope `admin:all`.
   */
  listTokens: Call<'listTokens'>;
  /**
   * Revoke a token, a session or an API key.
   *
   * It opens no door any more, and the connections that it opened are closed, everywhere within seconds.
   *
   * `DELETE /api/tokens/{id}`, with the scope `admin:all`.
   */
  deleteToken: Call<'deleteToken'>;
  /**
   * Read the audit.
   *
   * A page may hold fewer events than asked for, or none, and still lead on: what is looked for may be rare. There is no more when `meta.next_cursor` is missing.
   *
   * `GET /api/audit`, with the scope `admin:all`.
   */
  listAuditEvents: Call<'listAuditEvents'>;
  /**
   * Everything that is held about a person.
   *
   * By the name, or by the pseudonym. Reading it is audited.
   *
   * `GET /api/subjects/{name}`, with the scope `admin:all`.
   */
  getSubject: Call<'getSubject'>;
  /**
   * Correct a person's name.
   *
   * A user logs in by the new one, and what was made is shown under it. Other gateways show it within a minute.
   *
   * `PUT /api/subjects/{name}`, with the scope `admin:all`.
   */
  renameSubject: Call<'renameSubject'>;
  /**
   * Erase a person.
   *
   * Takes away the name with its key, the user, sessions and tokens. What was made keeps a pseudonym that stands for nobody, and the ledger's proofs hold. The certificate tells what was erased, what is kept and why, and where others have written the name.
   *
   * `POST /api/subjects/{name}/erasure`, with the scope `admin:all`.
   */
  eraseSubject: Call<'eraseSubject'>;
  /**
   * List certificates of erasures.
   *
   * `GET /api/erasures`, with the scope `admin:all`.
   */
  listErasures: Call<'listErasures'>;
  /**
   * Read the certificate of an erasure.
   *
   * By the pseudonym that was erased.
   *
   * `GET /api/erasures/{id}`, with the scope `admin:all`.
   */
  getErasure: Call<'getErasure'>;
  /**
   * Wrap the keys of all tenants anew.
   *
   * With the first key of ENCRYPTION_KEY. Nothing else is encrypted anew, and nobody waits: first give the new key to all processes behind the old one, then before it, then ask for this, and then take the old one away.
   *
   * `POST /api/keys/rotation`, with the scope `admin:all`.
   */
  rotateKeys: Call<'rotateKeys'>;
  /**
   * Change the tenant's data key.
   *
   * What is new is sealed with the new key at once, and what there is already is sealed anew before the answer; meanwhile everything works on. Then the old key is destroyed; backups of before hold it, wrapped. When it was interrupted, asking again goes on, and so does the next start. Receivers' secrets have a key of their own, which stays.
   *
   * `POST /api/keys/renewal`, with the scope `admin:all`.
   */
  renewDataKey: Call<'renewDataKey'>;
  /**
   * Make a tenant.
   *
   * For the operator. A quota that is left out is the most that the platform bears.
   *
   * `POST /api/tenants`, with the scope `admin:all`.
   */
  createTenant: Call<'createTenant'>;
  /**
   * List tenants.
   *
   * For the operator.
   *
   * `GET /api/tenants`, with the scope `admin:all`.
   */
  listTenants: Call<'listTenants'>;
  /**
   * Change the name and the quotas of a tenant.
   *
   * For the operator. Who has more than a new quota keeps it and gets no more.
   *
   * `PUT /api/tenants/{id}`, with the scope `admin:all`.
   */
  updateTenant: Call<'updateTenant'>;
  /**
   * How much of its quotas a tenant uses.
   *
   * Of the own tenant; the operator sees it of every tenant.
   *
   * `GET /api/tenants/{id}/usage`, with the scope `admin:all`.
   */
  getTenantUsage: Call<'getTenantUsage'>;
  /**
   * Read the ledger of the audit.
   *
   * Audit events as they stand in the chain, within seconds of when they happened. Persons stand there by pseudonyms, which `GET /api/subjects/{name}` explains.
   *
   * `GET /api/audit/entries`, with the scope `admin:all`.
   */
  listLedgerEntries: Call<'listLedgerEntries'>;
  /**
   * The last checkpoint of the ledger.
   *
   * Signed each minute while there are new entries, or after 1,000; that of a new ledger at once; keep one elsewhere, and the ledger cannot be rewritten unseen.
   *
   * `GET /api/audit/checkpoint`, with the scope `admin:all`.
   */
  getLedgerCheckpoint: Call<'getLedgerCheckpoint'>;
  /**
   * Prove that an entry stands in the ledger.
   *
   * `GET /api/audit/proof`, with the scope `admin:all`.
   */
  getLedgerInclusionProof: Call<'getLedgerInclusionProof'>;
  /**
   * Prove that the ledger has only grown.
   *
   * `GET /api/audit/consistency`, with the scope `admin:all`.
   */
  getLedgerConsistencyProof: Call<'getLedgerConsistencyProof'>;
  /**
   * The ledger as a file.
   *
   * Up to the last checkpoint: lines of canonical JSON, a header, the entries, and each checkpoint behind the last entry that it counts. `tocsin audit verify` verifies it with nothing but the public key.
   *
   * `GET /api/audit/export`, with the scope `admin:all`.
   */
  exportLedger: Call<'exportLedger'>;
  /**
   * The controls that all events of the audit are judged by.
   *
   * A violation is an alert named `ControlViolated`, told as the notification policy says.
   *
   * `GET /api/audit/controls`, with the scope `admin:all`.
   */
  listControls: Call<'listControls'>;
  /**
   * What controls found in a period, with proofs.
   *
   * The period ends with the last checkpoint at the latest; `to` says where. `tocsin audit verify` verifies the checkpoint and the entries with nothing but the public key; what the controls say of them is told, not signed, and follows from the whole ledger.
   *
   * `GET /api/audit/evidence`, with the scope `admin:all`.
   */
  getEvidencePack: Call<'getEvidencePack'>;
  /**
   * The same as a page to read and print.
   *
   * `GET /api/audit/evidence.html`, with the scope `admin:all`.
   */
  getEvidencePage: Call<'getEvidencePage'>;
  /**
   * The audit of a period for others, k-anonymous.
   *
   * How often people did what, when, on what kind of thing and in which role, with no names, pseudonyms, ids or details. Values are told as coarsely as it takes for every combination of them to stand for `k` persons; what does not even so is left out, a tenth at most while that can be. Whoever is given two of them can compare them: give one of a period to one reader. That it was asked for is audited.
   *
   * `GET /api/audit/anonymised`, with the scope `admin:all`.
   */
  getAnonymisedAudit: Call<'getAnonymisedAudit'>;
  /**
   * For how long records are kept.
   *
   * With the oldest that there is of each kind, and what was deleted last. What is open stays however old it is, and so does what something open refers to.
   *
   * `GET /api/retention`, with the scope `admin:all`.
   */
  getRetention: Call<'getRetention'>;
  /**
   * Say for how long records are kept.
   *
   * Between 30 days and ten years, or for ever. What is left out stays as it is, limits and legal hold alike; only null lifts a limit or the hold. What is kept no longer is deleted within the hour, and the audit tells how much. While there is a legal hold, nothing of the tenant is deleted and nobody is erased; samples and topics have limits of their own, which a hold does not change.
   *
   * `PUT /api/retention`, with the scope `admin:all`.
   */
  putRetention: Call<'putRetention'>;
  /**
   * List playbooks.
   *
   * `GET /api/playbooks`, with the scope `rules:read`.
   */
  listPlaybooks: Call<'listPlaybooks'>;
  /**
   * Write a playbook.
   *
   * What is done about an alert, and within which bounds. One person must approve each run unless the playbook says otherwise, and nobody approves what is their own.
   *
   * `POST /api/playbooks`, with the scope `rules:write`.
   */
  createPlaybook: Call<'createPlaybook'>;
  /**
   * Read a playbook.
   *
   * `GET /api/playbooks/{id}`, with the scope `rules:read`.
   */
  getPlaybook: Call<'getPlaybook'>;
  /**
   * Write another version of a playbook.
   *
   * Runs that are planned already go on by the version that they were planned by.
   *
   * `PUT /api/playbooks/{id}`, with the scope `rules:write`.
   */
  updatePlaybook: Call<'updatePlaybook'>;
  /**
   * Delete a playbook.
   *
   * It is for no alert any more. Its versions stay to be read, and runs that are planned go on.
   *
   * `DELETE /api/playbooks/{id}`, with the scope `rules:delete`.
   */
  deletePlaybook: Call<'deletePlaybook'>;
  /**
   * Say what a playbook would have done about the alerts of the last days.
   *
   * Incident by incident: what would have held it back or which steps it would have run, by the very decisions of live healing. Preconditions are asked of the samples of that time, as far as they are kept. Nothing is done and nothing is kept. Also needs the scope metrics:read.
   *
   * `POST /api/playbooks/dry-run`, with the scope `rules:read`.
   */
  dryRunPlaybook: Call<'dryRunPlaybook'>;
  /**
   * Ask for a run of a playbook.
   *
   * For an alert that stands, also when the playbook is for others. Guards, dry run and approval are those of any run, and whoever asks does not approve. Read the answer under its `location`.
   *
   * `POST /api/healing-requests`, with the scope `rules:write`.
   */
  requestHealingRun: Call<'requestHealingRun'>;
  /**
   * Read what became of a run that was asked for.
   *
   * `GET /api/healing-requests/{id}`, with the scope `rules:read`.
   */
  getHealingRequest: Call<'getHealingRequest'>;
  /**
   * List runs of playbooks.
   *
   * `GET /api/healing-runs`, with the scope `rules:read`.
   */
  listHealingRuns: Call<'listHealingRuns'>;
  /**
   * Read a run.
   *
   * `GET /api/healing-runs/{id}`, with the scope `rules:read`.
   */
  getHealingRun: Call<'getHealingRun'>;
  /**
   * Approve the plan of a run.
   *
   * Names the plan by its hash: when the plan is another one meanwhile, nothing is approved. Nobody approves runs of a playbook that they wrote, or with an account that is theirs; a role counts when it was held before the run was planned.
   *
   * `POST /api/healing-runs/{id}/approve`, with the scope `rules:approve`.
   */
  approveHealingRun: Call<'approveHealingRun'>;
  /**
   * Review a glass that was broken.
   *
   * By somebody else than broke it, once, at any time after it. One that nobody has reviewed within a day violates the control `glass-is-reviewed`.
   *
   * `POST /api/healing-runs/{id}/review`, with the scope `rules:approve`.
   */
  reviewBreakGlass: Call<'reviewBreakGlass'>;
  /**
   * Reject the plan of a run.
   *
   * `POST /api/healing-runs/{id}/reject`, with the scope `rules:approve`.
   */
  rejectHealingRun: Call<'rejectHealingRun'>;
  /**
   * Stop a run.
   *
   * What it has done already is undone.
   *
   * `POST /api/healing-runs/{id}/cancel`, with the scope `rules:approve`.
   */
  cancelHealingRun: Call<'cancelHealingRun'>;
  /**
   * Say whether an effect is there.
   *
   * Answers one of the `questions` of a run whose state is `unknown`; the run goes on from there.
   *
   * `POST /api/healing-runs/{id}/settle`, with the scope `rules:approve`.
   */
  settleHealingRun: Call<'settleHealingRun'>;
  /**
   * Read whether healing is switched off.
   *
   * `GET /api/healing-switch`, with the scope `rules:read`.
   */
  getHealingSwitch: Call<'getHealingSwitch'>;
  /**
   * Switch healing off.
   *
   * Within a second nothing more begins; a run that has begun is cut off and ends, and what it has done until then stays. Nothing can be approved meanwhile.
   *
   * `PUT /api/healing-switch`, with the scope `rules:write`.
   */
  switchHealingOff: Call<'switchHealingOff'>;
  /**
   * Let healing go on.
   *
   * `DELETE /api/healing-switch`, with the scope `admin:all`.
   */
  switchHealingOn: Call<'switchHealingOn'>;
  /**
   * What requests of playbooks to webhooks are signed with.
   *
   * By the Standard Webhooks specification. Verify it, and do each `webhook-id` once.
   *
   * `GET /api/healing-signing-secret`, with the scope `admin:all`.
   */
  getHealingSigningSecret: Call<'getHealingSigningSecret'>;
  /**
   * List what there is to heal.
   *
   * Workloads, nodes and containers that the operator has granted to the tenant, as they were within half a minute. A system that cannot be reached, or has more than is listed, is told of in `meta.warnings`.
   *
   * `GET /api/healing-targets`, with the scope `rules:read`.
   */
  listHealingTargets: Call<'listHealingTargets'>;
  /**
   * What this installation is.
   *
   * Its version, and what is switched on and off in it, with why.
   *
   * `GET /api/installation`, with the scope `rules:read`.
   */
  getInstallation: Call<'getInstallation'>;
  /**
   * List records that could not be read or used.
   *
   * For the operator. The newest first; they are kept for 14 days.
   *
   * `GET /api/dead-letters`, with the scope `admin:all`.
   */
  listDeadLetters: Call<'listDeadLetters'>;
  /**
   * Read a record that could not be read or used, with its bytes.
   *
   * For the operator.
   *
   * `GET /api/dead-letters/{id}`, with the scope `admin:all`.
   */
  getDeadLetter: Call<'getDeadLetter'>;
  /**
   * Bring a dead letter back to its topic, once.
   *
   * For the operator. The record is written to its topic and partition again as it was, in one transaction with the note that it was; what cannot be used this time either becomes another dead letter.
   *
   * `POST /api/dead-letters/{id}/replay`, with the scope `admin:all`.
   */
  replayDeadLetter: Call<'replayDeadLetter'>;
  /**
   * What there is.
   *
   * Links; who accepts `text/html`, as browsers do, gets the web console.
   *
   * `GET /`.
   */
  getIndex: Call<'getIndex'>;
  /**
   * Whether the process lives.
   *
   * `GET /livez`.
   */
  getLiveness: Call<'getLiveness'>;
  /**
   * Whether requests can be answered.
   *
   * Samples are taken in as long as the log works. What is not required is told of, and keeps nobody from sending here: without PostgreSQL nobody signs in or changes anything, without Redis each gateway counts requests for itself.
   *
   * `GET /readyz`.
   */
  getReadiness: Call<'getReadiness'>;
  /**
   * The process's own metrics in Prometheus's text format.
   *
   * `GET /metrics`.
   */
  getOwnMetrics: Call<'getOwnMetrics'>;
  /**
   * Ask by GraphQL.
   *
   * Queries and mutations over what REST does; each field needs the scope of its route. Errors carry the problem in `extensions`.
   *
   * `POST /graphql`.
   */
  graphql: Call<'graphql'>;
  /**
   * This reference of the API.
   *
   * `GET /docs/api`.
   */
  getDocumentation: Call<'getDocumentation'>;
  /**
   * What the page is made of.
   *
   * `GET /docs/api/{asset}`.
   */
  getDocumentationAsset: Call<'getDocumentationAsset'>;
  /**
   * The OpenAPI 3.1 document.
   *
   * `GET /docs-json`.
   */
  getOpenApiDocument: Call<'getOpenApiDocument'>;
}

/** How each is asked for. */
export const operations = {
  createRule: {"method":"POST","path":"/api/rules","repeats":"by key"},
  listRules: {"method":"GET","path":"/api/rules","repeats":"always","hasPages":true},
  validateRule: {"method":"POST","path":"/api/rules/validate","repeats":"always"},
  updateRule: {"method":"PUT","path":"/api/rules/{id}","repeats":"unconditionally"},
  deleteRule: {"method":"DELETE","path":"/api/rules/{id}","repeats":"unconditionally"},
  getRule: {"method":"GET","path":"/api/rules/{id}","repeats":"always"},
  cloneRule: {"method":"POST","path":"/api/rules/{id}/clone","repeats":"by key"},
  changeRules: {"method":"POST","path":"/api/rules/bulk","repeats":"by key"},
  importRules: {"method":"POST","path":"/api/rules/import","repeats":"by key"},
  exportRules: {"method":"GET","path":"/api/rules/export","repeats":"always"},
  listRuleVersions: {"method":"GET","path":"/api/rules/{id}/versions","repeats":"always","hasPages":true},
  getRuleVersion: {"method":"GET","path":"/api/rules/{id}/versions/{version}","repeats":"always"},
  compareRuleVersions: {"method":"GET","path":"/api/rules/{id}/diff","repeats":"always"},
  listRuleGroupVersions: {"method":"GET","path":"/api/rule-groups/{name}/versions","repeats":"always","hasPages":true},
  getRuleGroupVersion: {"method":"GET","path":"/api/rule-groups/{name}/versions/{version}","repeats":"always"},
  compareRuleGroupVersions: {"method":"GET","path":"/api/rule-groups/{name}/diff","repeats":"always"},
  restoreRule: {"method":"POST","path":"/api/rules/{id}/restore","repeats":"by key"},
  restoreRuleGroup: {"method":"POST","path":"/api/rule-groups/{name}/restore","repeats":"by key"},
  listRuleGroupProposals: {"method":"GET","path":"/api/rule-group-proposals","repeats":"always","hasPages":true},
  approveRuleGroup: {"method":"POST","path":"/api/rule-groups/{name}/approve","repeats":"never"},
  rejectRuleGroup: {"method":"POST","path":"/api/rule-groups/{name}/reject","repeats":"never"},
  listProposals: {"method":"GET","path":"/api/proposals","repeats":"always","hasPages":true},
  submitRule: {"method":"POST","path":"/api/rules/{id}/submit","repeats":"by key"},
  approveRule: {"method":"POST","path":"/api/rules/{id}/approve","repeats":"never"},
  rejectRule: {"method":"POST","path":"/api/rules/{id}/reject","repeats":"never"},
  getApprovalPolicy: {"method":"GET","path":"/api/approval-policy","repeats":"always"},
  updateApprovalPolicy: {"method":"PUT","path":"/api/approval-policy","repeats":"unconditionally"},
  listRuleTemplates: {"method":"GET","path":"/api/rule-templates","repeats":"always","hasPages":true},
  getRuleTemplate: {"method":"GET","path":"/api/rule-templates/{id}","repeats":"always"},
  getRuleTemplateRunbook: {"method":"GET","path":"/api/rule-templates/{id}/runbook","repeats":"always"},
  createRuleFromTemplate: {"method":"POST","path":"/api/rule-templates/{id}/rules","repeats":"by key"},
  proposeRules: {"method":"POST","path":"/api/rule-templates/proposals","repeats":"always"},
  listRuleGroups: {"method":"GET","path":"/api/rule-groups","repeats":"always","hasPages":true},
  getRuleGroup: {"method":"GET","path":"/api/rule-groups/{name}","repeats":"always"},
  updateRuleGroup: {"method":"PUT","path":"/api/rule-groups/{name}","repeats":"unconditionally"},
  deleteRuleGroup: {"method":"DELETE","path":"/api/rule-groups/{name}","repeats":"unconditionally"},
  importRuleFile: {"method":"POST","path":"/api/rule-files","repeats":"by key"},
  evaluateRule: {"method":"POST","path":"/api/rules/evaluate","repeats":"always"},
  evaluateRules: {"method":"POST","path":"/api/rule-evaluations","repeats":"always"},
  backtestRules: {"method":"POST","path":"/api/rules/backtest","repeats":"always","tellsProgress":true},
  getPredictions: {"method":"GET","path":"/api/predictions","repeats":"always"},
  getPredictionReliability: {"method":"GET","path":"/api/predictions/reliability","repeats":"always"},
  getPredictionMarks: {"method":"GET","path":"/api/prediction-marks","repeats":"always"},
  updatePredictionMarks: {"method":"PUT","path":"/api/prediction-marks","repeats":"unconditionally"},
  makeRuleFromWords: {"method":"POST","path":"/api/rules/from-words","repeats":"always"},
  explainRule: {"method":"GET","path":"/api/rules/{id}/explanation","repeats":"always"},
  listIncidents: {"method":"GET","path":"/api/incidents","repeats":"always","hasPages":true},
  createIncident: {"method":"POST","path":"/api/incidents","repeats":"by key"},
  getIncident: {"method":"GET","path":"/api/incidents/{id}","repeats":"always"},
  deleteIncident: {"method":"DELETE","path":"/api/incidents/{id}","repeats":"unconditionally"},
  makeRecommendation: {"method":"POST","path":"/api/rules/{id}/recommendations","repeats":"by key"},
  listRecommendations: {"method":"GET","path":"/api/recommendations","repeats":"always","hasPages":true},
  getRecommendation: {"method":"GET","path":"/api/recommendations/{id}","repeats":"always"},
  getRecommendationOutcome: {"method":"GET","path":"/api/recommendations/{id}/outcome","repeats":"always"},
  acceptRecommendation: {"method":"POST","path":"/api/recommendations/{id}/accept","repeats":"by key"},
  refuseRecommendation: {"method":"POST","path":"/api/recommendations/{id}/refuse","repeats":"by key"},
  listModels: {"method":"GET","path":"/api/models","repeats":"always","hasPages":true},
  listAlertIncidents: {"method":"GET","path":"/api/alert-incidents","repeats":"always","hasPages":true},
  getAlertIncident: {"method":"GET","path":"/api/alert-incidents/{id}","repeats":"always"},
  addIncidentNote: {"method":"POST","path":"/api/alert-incidents/{id}/notes","repeats":"by key"},
  listRuleHealth: {"method":"GET","path":"/api/rule-health","repeats":"always","hasPages":true},
  listRuleStandings: {"method":"GET","path":"/api/rule-standings","repeats":"always"},
  listAlerts: {"method":"GET","path":"/api/alerts","repeats":"always","hasPages":true},
  getAlert: {"method":"GET","path":"/api/alerts/{id}","repeats":"always"},
  getNotificationPolicy: {"method":"GET","path":"/api/notification-policy","repeats":"always"},
  updateNotificationPolicy: {"method":"PUT","path":"/api/notification-policy","repeats":"unconditionally"},
  deleteNotificationPolicy: {"method":"DELETE","path":"/api/notification-policy","repeats":"unconditionally"},
  testNotificationPolicy: {"method":"POST","path":"/api/notification-policy/test","repeats":"always"},
  importNotificationPolicy: {"method":"POST","path":"/api/notification-policy/import","repeats":"never"},
  listSilences: {"method":"GET","path":"/api/silences","repeats":"always","hasPages":true},
  createSilence: {"method":"POST","path":"/api/silences","repeats":"by key"},
  previewSilence: {"method":"POST","path":"/api/silences/preview","repeats":"always"},
  getSilence: {"method":"GET","path":"/api/silences/{id}","repeats":"always"},
  updateSilence: {"method":"PUT","path":"/api/silences/{id}","repeats":"unconditionally"},
  deleteSilence: {"method":"DELETE","path":"/api/silences/{id}","repeats":"unconditionally"},
  acknowledgeAlert: {"method":"POST","path":"/api/alerts/{id}/acknowledge","repeats":"by key"},
  unacknowledgeAlert: {"method":"DELETE","path":"/api/alerts/{id}/acknowledge","repeats":"unconditionally"},
  snoozeAlert: {"method":"POST","path":"/api/alerts/{id}/snooze","repeats":"by key"},
  unsnoozeAlert: {"method":"DELETE","path":"/api/alerts/{id}/snooze","repeats":"unconditionally"},
  explainAlert: {"method":"GET","path":"/api/alerts/{id}/explain","repeats":"always"},
  askWhyNot: {"method":"POST","path":"/api/rules/{id}/why-not","repeats":"always"},
  replay: {"method":"POST","path":"/api/replay","repeats":"always","tellsProgress":true},
  createReceiver: {"method":"POST","path":"/api/receivers","repeats":"never"},
  listReceivers: {"method":"GET","path":"/api/receivers","repeats":"always","hasPages":true},
  getReceiver: {"method":"GET","path":"/api/receivers/{id}","repeats":"always"},
  updateReceiver: {"method":"PUT","path":"/api/receivers/{id}","repeats":"unconditionally"},
  deleteReceiver: {"method":"DELETE","path":"/api/receivers/{id}","repeats":"unconditionally"},
  testReceiver: {"method":"POST","path":"/api/receivers/{id}/test","repeats":"never"},
  listNotifications: {"method":"GET","path":"/api/notifications","repeats":"always","hasPages":true},
  getNotification: {"method":"GET","path":"/api/notifications/{id}","repeats":"always"},
  getWeeklyReport: {"method":"GET","path":"/api/reports/weekly","repeats":"always"},
  sendMetrics: {"method":"POST","path":"/api/metrics","repeats":"never"},
  sendOtlpMetrics: {"method":"POST","path":"/v1/metrics","repeats":"never"},
  prometheusQuery: {"method":"GET","path":"/api/v1/query","repeats":"always"},
  prometheusQueryByForm: {"method":"POST","path":"/api/v1/query","repeats":"always"},
  prometheusQueryRange: {"method":"GET","path":"/api/v1/query_range","repeats":"always"},
  prometheusQueryRangeByForm: {"method":"POST","path":"/api/v1/query_range","repeats":"always"},
  prometheusFormatQuery: {"method":"GET","path":"/api/v1/format_query","repeats":"always"},
  prometheusFormatQueryByForm: {"method":"POST","path":"/api/v1/format_query","repeats":"always"},
  prometheusQueryExemplars: {"method":"GET","path":"/api/v1/query_exemplars","repeats":"always"},
  prometheusQueryExemplarsByForm: {"method":"POST","path":"/api/v1/query_exemplars","repeats":"always"},
  prometheusSeries: {"method":"GET","path":"/api/v1/series","repeats":"always"},
  prometheusSeriesByForm: {"method":"POST","path":"/api/v1/series","repeats":"always"},
  prometheusLabels: {"method":"GET","path":"/api/v1/labels","repeats":"always"},
  prometheusLabelsByForm: {"method":"POST","path":"/api/v1/labels","repeats":"always"},
  prometheusLabelValues: {"method":"GET","path":"/api/v1/label/{name}/values","repeats":"always"},
  prometheusMetadata: {"method":"GET","path":"/api/v1/metadata","repeats":"always"},
  prometheusRules: {"method":"GET","path":"/api/v1/rules","repeats":"always"},
  prometheusAlerts: {"method":"GET","path":"/api/v1/alerts","repeats":"always"},
  prometheusBuildInfo: {"method":"GET","path":"/api/v1/status/buildinfo","repeats":"always"},
  alertmanagerAlerts: {"method":"GET","path":"/api/v2/alerts","repeats":"always"},
  alertmanagerPostAlerts: {"method":"POST","path":"/api/v2/alerts","repeats":"never"},
  alertmanagerAlertGroups: {"method":"GET","path":"/api/v2/alerts/groups","repeats":"always"},
  alertmanagerReceivers: {"method":"GET","path":"/api/v2/receivers","repeats":"always"},
  alertmanagerSilences: {"method":"GET","path":"/api/v2/silences","repeats":"always"},
  alertmanagerPostSilence: {"method":"POST","path":"/api/v2/silences","repeats":"never"},
  alertmanagerSilence: {"method":"GET","path":"/api/v2/silence/{id}","repeats":"always"},
  alertmanagerDeleteSilence: {"method":"DELETE","path":"/api/v2/silence/{id}","repeats":"unconditionally"},
  alertmanagerStatus: {"method":"GET","path":"/api/v2/status","repeats":"always"},
  logIn: {"method":"POST","path":"/api/sessions","repeats":"never"},
  refreshSession: {"method":"POST","path":"/api/sessions/refresh","repeats":"never"},
  logOut: {"method":"DELETE","path":"/api/sessions/current","repeats":"unconditionally"},
  openWelcomeLink: {"method":"POST","path":"/api/sessions/welcome","repeats":"never"},
  createUser: {"method":"POST","path":"/api/users","repeats":"never"},
  listUsers: {"method":"GET","path":"/api/users","repeats":"always","hasPages":true},
  updateUser: {"method":"PUT","path":"/api/users/{id}","repeats":"unconditionally"},
  updateUserPassword: {"method":"PUT","path":"/api/users/{id}/password","repeats":"unconditionally"},
  createServiceAccount: {"method":"POST","path":"/api/service-accounts","repeats":"never"},
  listServiceAccounts: {"method":"GET","path":"/api/service-accounts","repeats":"always","hasPages":true},
  deleteServiceAccount: {"method":"DELETE","path":"/api/service-accounts/{id}","repeats":"unconditionally"},
  createApiKey: {"method":"POST","path":"/api/service-accounts/{id}/keys","repeats":"never"},
  rotateApiKey: {"method":"POST","path":"/api/service-accounts/{id}/keys/{key_id}/rotate","repeats":"never"},
  deleteApiKey: {"method":"DELETE","path":"/api/service-accounts/{id}/keys/{key_id}","repeats":"unconditionally"},
  createToken: {"method":"POST","path":"/api/tokens","repeats":"never"},
  listTokens: {"method":"GET","path":"/api/tokens","repeats":"always","hasPages":true},
  deleteToken: {"method":"DELETE","path":"/api/tokens/{id}","repeats":"unconditionally"},
  listAuditEvents: {"method":"GET","path":"/api/audit","repeats":"always","hasPages":true},
  getSubject: {"method":"GET","path":"/api/subjects/{name}","repeats":"always"},
  renameSubject: {"method":"PUT","path":"/api/subjects/{name}","repeats":"unconditionally"},
  eraseSubject: {"method":"POST","path":"/api/subjects/{name}/erasure","repeats":"never"},
  listErasures: {"method":"GET","path":"/api/erasures","repeats":"always","hasPages":true},
  getErasure: {"method":"GET","path":"/api/erasures/{id}","repeats":"always"},
  rotateKeys: {"method":"POST","path":"/api/keys/rotation","repeats":"never"},
  renewDataKey: {"method":"POST","path":"/api/keys/renewal","repeats":"never"},
  createTenant: {"method":"POST","path":"/api/tenants","repeats":"never"},
  listTenants: {"method":"GET","path":"/api/tenants","repeats":"always","hasPages":true},
  updateTenant: {"method":"PUT","path":"/api/tenants/{id}","repeats":"unconditionally"},
  getTenantUsage: {"method":"GET","path":"/api/tenants/{id}/usage","repeats":"always"},
  listLedgerEntries: {"method":"GET","path":"/api/audit/entries","repeats":"always","hasPages":true},
  getLedgerCheckpoint: {"method":"GET","path":"/api/audit/checkpoint","repeats":"always"},
  getLedgerInclusionProof: {"method":"GET","path":"/api/audit/proof","repeats":"always"},
  getLedgerConsistencyProof: {"method":"GET","path":"/api/audit/consistency","repeats":"always"},
  exportLedger: {"method":"GET","path":"/api/audit/export","repeats":"always"},
  listControls: {"method":"GET","path":"/api/audit/controls","repeats":"always"},
  getEvidencePack: {"method":"GET","path":"/api/audit/evidence","repeats":"always"},
  getEvidencePage: {"method":"GET","path":"/api/audit/evidence.html","repeats":"always"},
  getAnonymisedAudit: {"method":"GET","path":"/api/audit/anonymised","repeats":"always"},
  getRetention: {"method":"GET","path":"/api/retention","repeats":"always"},
  putRetention: {"method":"PUT","path":"/api/retention","repeats":"unconditionally"},
  listPlaybooks: {"method":"GET","path":"/api/playbooks","repeats":"always","hasPages":true},
  createPlaybook: {"method":"POST","path":"/api/playbooks","repeats":"never"},
  getPlaybook: {"method":"GET","path":"/api/playbooks/{id}","repeats":"always"},
  updatePlaybook: {"method":"PUT","path":"/api/playbooks/{id}","repeats":"unconditionally"},
  deletePlaybook: {"method":"DELETE","path":"/api/playbooks/{id}","repeats":"unconditionally"},
  dryRunPlaybook: {"method":"POST","path":"/api/playbooks/dry-run","repeats":"always"},
  requestHealingRun: {"method":"POST","path":"/api/healing-requests","repeats":"never"},
  getHealingRequest: {"method":"GET","path":"/api/healing-requests/{id}","repeats":"always"},
  listHealingRuns: {"method":"GET","path":"/api/healing-runs","repeats":"always","hasPages":true},
  getHealingRun: {"method":"GET","path":"/api/healing-runs/{id}","repeats":"always"},
  approveHealingRun: {"method":"POST","path":"/api/healing-runs/{id}/approve","repeats":"never"},
  reviewBreakGlass: {"method":"POST","path":"/api/healing-runs/{id}/review","repeats":"never"},
  rejectHealingRun: {"method":"POST","path":"/api/healing-runs/{id}/reject","repeats":"never"},
  cancelHealingRun: {"method":"POST","path":"/api/healing-runs/{id}/cancel","repeats":"never"},
  settleHealingRun: {"method":"POST","path":"/api/healing-runs/{id}/settle","repeats":"never"},
  getHealingSwitch: {"method":"GET","path":"/api/healing-switch","repeats":"always"},
  switchHealingOff: {"method":"PUT","path":"/api/healing-switch","repeats":"unconditionally"},
  switchHealingOn: {"method":"DELETE","path":"/api/healing-switch","repeats":"unconditionally"},
  getHealingSigningSecret: {"method":"GET","path":"/api/healing-signing-secret","repeats":"always"},
  listHealingTargets: {"method":"GET","path":"/api/healing-targets","repeats":"always","hasPages":true},
  getInstallation: {"method":"GET","path":"/api/installation","repeats":"always"},
  listDeadLetters: {"method":"GET","path":"/api/dead-letters","repeats":"always","hasPages":true},
  getDeadLetter: {"method":"GET","path":"/api/dead-letters/{id}","repeats":"always"},
  replayDeadLetter: {"method":"POST","path":"/api/dead-letters/{id}/replay","repeats":"never"},
  getIndex: {"method":"GET","path":"/","repeats":"always"},
  getLiveness: {"method":"GET","path":"/livez","repeats":"always"},
  getReadiness: {"method":"GET","path":"/readyz","repeats":"always"},
  getOwnMetrics: {"method":"GET","path":"/metrics","repeats":"always"},
  graphql: {"method":"POST","path":"/graphql","repeats":"never"},
  getDocumentation: {"method":"GET","path":"/docs/api","repeats":"always"},
  getDocumentationAsset: {"method":"GET","path":"/docs/api/{asset}","repeats":"always"},
  getOpenApiDocument: {"method":"GET","path":"/docs-json","repeats":"always"},
} as const satisfies Readonly<Record<keyof Calls, Operation>>;
