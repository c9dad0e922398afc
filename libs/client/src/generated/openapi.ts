// Written by npm run contracts from docs/openapi.json; change the routes of the gateway instead.
export interface paths {
    "/api/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List rules */
        get: operations["listRules"];
        put?: never;
        /**
         * Create a rule
         * @description With the header `Idempotency-Key`, asking twice within a day makes one rule. Where approval is needed, the rule waits for it.
         */
        post: operations["createRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a rule without storing it */
        post: operations["validateRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a rule
         * @description A change that waits for approval is told of in `meta.proposal`.
         */
        get: operations["getRule"];
        /**
         * Replace a rule
         * @description The header `If-Match` names the version that is replaced, or `*` for any. A rule that says what it said before stays at its version. Episodes go on while the conditions stay the same.
         */
        put: operations["updateRule"];
        post?: never;
        /**
         * Delete a rule
         * @description The header `If-Match` names the version that is deleted, or `*` for any. Its alerts are over at once; its versions stay, and one of them can be restored.
         */
        delete: operations["deleteRule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy a rule
         * @description The copy is a draft unless told otherwise. With the header `Idempotency-Key`, asking twice within a day makes one rule.
         */
        post: operations["cloneRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change many rules at once
         * @description Up to 500 operations, carried out in their order. One that is refused is told in its place, and the others are made all the same. Deleting also needs the scope rules:delete. With the header `Idempotency-Key`, asking twice within a day changes once.
         */
        post: operations["changeRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import rules from a file
         * @description Groups of Prometheus become rule groups; rules of Grafana become rules with one expression. A rule of the same folder and name, or a group of the same name, is replaced; what the file does not name stays. Where something is wrong, nothing is taken unless `partial=true`, and all of it is told with its place.
         */
        post: operations["importRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export rules to a file
         * @description Formats: yaml, json, prometheus, prometheus-crd, grafana, terraform. With `Accept: text/plain`, the file itself; the header `X-Tocsin-Losses` counts what it cannot express.
         */
        get: operations["exportRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of a rule
         * @description Also of one that was deleted.
         */
        get: operations["listRuleVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a version of a rule */
        get: operations["getRuleVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compare two versions of a rule */
        get: operations["compareRuleVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-groups/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the versions of a rule group
         * @description Also of one that was deleted.
         */
        get: operations["listRuleGroupVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-groups/{name}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a version of a rule group */
        get: operations["getRuleGroupVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-groups/{name}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compare two versions of a rule group */
        get: operations["compareRuleGroupVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an earlier version of a rule stand again
         * @description Also of one that was deleted. It becomes the next version. With the header `If-Match`, only in place of the version that it names.
         */
        post: operations["restoreRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-groups/{name}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an earlier version of a rule group stand again
         * @description Also of one that was deleted. It becomes the next version.
         */
        post: operations["restoreRuleGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-group-proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List changes of rule groups that wait for approval */
        get: operations["listRuleGroupProposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-groups/{name}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a change of a rule group
         * @description Names the version that is approved: when another waits meanwhile, nothing is approved. Nobody approves what is their own.
         */
        post: operations["approveRuleGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-groups/{name}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a change of a rule group, or take back an own one */
        post: operations["rejectRuleGroup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List changes that wait for approval */
        get: operations["listProposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/submit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Submit a draft
         * @description A draft becomes active: at once, or, where approval is needed, when somebody else approves.
         */
        post: operations["submitRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a change
         * @description Names the version that is approved: when another waits meanwhile, nothing is approved. Nobody approves what is their own.
         */
        post: operations["approveRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject a change, or take back an own one */
        post: operations["rejectRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/approval-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read for which rules approval is needed */
        get: operations["getApprovalPolicy"];
        /**
         * Say for which rules approval is needed
         * @description Holds for changes from now on; what waits already goes on waiting.
         */
        put: operations["updateApprovalPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List rule templates */
        get: operations["listRuleTemplates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a rule template */
        get: operations["getRuleTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-templates/{id}/runbook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the runbook of a rule template
         * @description Without a token, so that the link in a notification opens; it holds nothing of any tenant.
         */
        get: operations["getRuleTemplateRunbook"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-templates/{id}/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a rule of a template
         * @description The rule is made as by POST /api/rules, with the same headers. It belongs to you from then on: a later version of the template does not change it.
         */
        post: operations["createRuleFromTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-templates/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Propose rules by what the tenant sends
         * @description Looks at the series of the last hours and proposes each template that fits, with thresholds from their own history and with what the rule would have told. Nothing is stored. Also needs the scope metrics:read.
         */
        post: operations["proposeRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List rule groups */
        get: operations["listRuleGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-groups/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a rule group
         * @description With `Accept: application/yaml`, as a rule file of Prometheus that has just this group.
         */
        get: operations["getRuleGroup"];
        /**
         * Create or replace a rule group
         * @description Takes the group in JSON or YAML, or a rule file of Prometheus that has just this group. What is wrong is told with its path, and in YAML with line and column. With the header `If-Match`, only the version that it names is replaced; with `If-None-Match: *`, none is.
         */
        put: operations["updateRuleGroup"];
        post?: never;
        /**
         * Delete a rule group
         * @description With the header `If-Match`, only at the version that it names.
         */
        delete: operations["deleteRuleGroup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a rule file of Prometheus
         * @description Puts all groups of the file, or none; those that need it wait for approval. Groups that the file does not name stay. What is wrong is told with its path, and in YAML with line and column.
         */
        post: operations["importRuleFile"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/evaluate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Evaluate a rule over given samples
         * @description Nothing is stored and nobody is notified.
         */
        post: operations["evaluateRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Evaluate active rules now, or as of a time
         * @description By the engine that evaluates live, over the samples that were kept; nothing is stored and nobody is notified. Rules are ordered by their ids. One that cannot be evaluated, or not in time, says why in its place. Also needs the scope metrics:read. The header `Cache-Status` says what was known already; `Cache-Control: no-cache` has everything evaluated anew.
         */
        post: operations["evaluateRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/backtest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Evaluate rules over samples of the past
         * @description Of a `group`, a `rule` or a `rule_id`. What is evaluated live goes on from the alerts that were there when the time began; another group begins without any. Nothing is stored and nobody is notified. Also needs the scope metrics:read. To `Accept: application/x-ndjson`, lines of JSON are sent: `{"progress": share}` again and again, and at last `{"data": report}` or `{"problem": …}`.
         */
        post: operations["backtestRules"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/predictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How likely alerts are to fire soon
         * @description Of rules that do not fire yet. What rules over several series come to is told of the rule as a whole, without a metric and labels. The same stands in the series `tocsin_breach_probability` and `tocsin_prediction_abstained`. Also needs the scope metrics:read.
         */
        get: operations["getPredictions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/predictions/reliability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the chances that were told came true as often as they said
         * @description Chances whose horizon is over are held against the alerts that fired within it, in ten bins by their size. Chances of the last day are judged, or of two horizons where that is longer, as far back as all alerts are remembered. Also needs the scope metrics:read.
         */
        get: operations["getPredictionReliability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/prediction-marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read which series are predicted whether a rule asks or not
         * @description A tenant that has never marked any has none, at version 0.
         */
        get: operations["getPredictionMarks"];
        /**
         * Mark series that are to be predicted
         * @description Marked series are given anomaly scores and forecasts (`tocsin_anomaly_score`, `tocsin_forecast`) though no rule asks. `{}` marks every series, as far as there is room: series that rules ask for go first, then those of earlier selectors, then by name. An empty list marks none. With the header `If-Match`, only the version that it names is replaced.
         */
        put: operations["updatePredictionMarks"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/from-words": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a rule of words
         * @description By a grammar, without any network: the same words over the same series always come to the same rule. Where it has none, a language model is asked if the operator has named one, and the answer says so; what it is shown is redacted, and what it proposes goes through the same checks. Nothing is stored. What is unclear is asked back with the readings that remain, and what is no rule is refused with the reason. With `rule` or `rule_id`, the words change that rule ("only in production", "make it critical"). POST /api/rules/backtest says more of what a draft would have told. Also needs the scope metrics:read.
         */
        post: operations["makeRuleFromWords"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/explanation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a rule in one sentence */
        get: operations["explainRule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List incidents */
        get: operations["listIncidents"];
        put?: never;
        /**
         * Say that something was really wrong
         * @description Recommendations keep what alerts that its matchers fit told of it. An alert that somebody acknowledged counts as an incident by itself; one that was snoozed or silenced does not.
         */
        post: operations["createIncident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an incident */
        get: operations["getIncident"];
        put?: never;
        post?: never;
        /** Take an incident back */
        delete: operations["deleteIncident"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Recommend a threshold and a `for` of a rule
         * @description Of rules of one threshold or change; rules of rule groups have none. Settings are tried by back-test over the samples that are kept, chosen by the earlier part and judged by the later one; incidents and acknowledged alerts say what was real. The rule stays as it is until the recommendation is accepted. An open one of the same rule is superseded. Also needs the scope metrics:read.
         */
        post: operations["makeRecommendation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List recommendations */
        get: operations["listRecommendations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a recommendation */
        get: operations["getRecommendation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/{id}/outcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Measure what became of an accepted recommendation
         * @description What the rule has sent since it has the setting, as far as samples are kept, beside what it would have sent with the setting of before. Also needs the scope metrics:read.
         */
        get: operations["getRecommendationOutcome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept a recommendation
         * @description The rule gets the setting as if whoever accepts had changed it: a new version, which waits where approval is needed. 409 when the rule has changed since the recommendation was made.
         */
        post: operations["acceptRecommendation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/recommendations/{id}/refuse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse a recommendation
         * @description The rule stays as it is.
         */
        post: operations["refuseRecommendation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which models serve the tenant, and how their last training ended
         * @description Networks that were trained further on the recent past of the tenant: what serves, what served before, on how much it was trained, what it lost on windows that it had not seen, and what it has been worth since. A model of which no training has ended yet is not listed; the released one serves then.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alert-incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List incidents that alerts have come to
         * @description Alerts of one group of the notification policy that fire together, or within a quarter of an hour of each other, are one incident. What people say was really wrong stands under `/api/incidents`.
         */
        get: operations["listAlertIncidents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alert-incidents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an incident: its alerts, what happened when, notes, and similar earlier ones */
        get: operations["getAlertIncident"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alert-incidents/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write something down about an incident
         * @description With whoever writes and the time. A note is not changed afterwards; another one may correct it.
         */
        post: operations["addIncidentNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the evaluation of rule groups goes
         * @description Why a rule cannot be evaluated, and which limit keeps it from being so. Its alerts stay as they were. Conditions of a rule over many series are evaluated by a group `tocsin:conditions:ID`.
         */
        get: operations["listRuleHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rule-standings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rules with how they are evaluated and how their alerts stand
         * @description Rules by themselves and rules of groups, with counts by which a list is narrowed. Pages are cut by `offset`, so that a long list can be scrolled anywhere.
         */
        get: operations["listRuleStandings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List alerts */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read an alert and why it is in its state */
        get: operations["getAlert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notification-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the notification policy
         * @description A tenant without one tells every receiver of each alert at once; the answer is null then.
         */
        get: operations["getNotificationPolicy"];
        /**
         * Create or replace the notification policy
         * @description Routes, inhibition rules and time intervals as Alertmanager has them; receivers are named by their ids. With the header `If-Match`, only the version that it names is replaced; with `If-None-Match: *`, none is.
         */
        put: operations["updateNotificationPolicy"];
        post?: never;
        /**
         * Delete the notification policy
         * @description Every receiver is told of each alert then. With the header `If-Match`, only at the version that it names.
         */
        delete: operations["deleteNotificationPolicy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notification-policy/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say where alerts of some labels would go
         * @description Takes one label set, or a list of at most 100. Nobody is told of anything.
         */
        post: operations["testNotificationPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notification-policy/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import a configuration of Alertmanager
         * @description Replaces the notification policy by the routes, inhibition rules and time intervals of an `alertmanager.yml`. Its receivers become those of the same name, or new ones where it says all that they need; what cannot be taken over is told. Where a route would tell nobody for that, it is refused, with `dry_run` too, unless `partial=true` says so. With the header `If-Match`, only the version that it names is replaced.
         */
        post: operations["importNotificationPolicy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/silences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List silences and maintenance windows */
        get: operations["listSilences"];
        put?: never;
        /**
         * Create a silence or a maintenance window
         * @description Nobody is told of alerts that all matchers fit, while it lasts. It begins now unless it says when.
         */
        post: operations["createSilence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/silences/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say which alerts matchers fit now */
        post: operations["previewSilence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/silences/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a silence */
        get: operations["getSilence"];
        /** Replace a silence that has not ended */
        put: operations["updateSilence"];
        post?: never;
        /**
         * End a silence
         * @description It is listed as expired for five days more.
         */
        delete: operations["deleteSilence"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge an alert
         * @description Somebody cares for it: it is not repeated. Its end is told.
         */
        post: operations["acknowledgeAlert"];
        /** Take back that an alert was acknowledged */
        delete: operations["unacknowledgeAlert"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Snooze an alert until it is over
         * @description Nobody is told of it any more while it fires. Its end is told to whoever heard it fire.
         */
        post: operations["snoozeAlert"];
        /** Wake an alert that was snoozed */
        delete: operations["unsnoozeAlert"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hear of transitions as they happen
         * @description Server-Sent Events: `event: transition` with an id and the transition as data. A client that comes back with the header `Last-Event-ID` hears what it missed, at any gateway; `event: gap` says that some of it is not kept any more.
         */
        get: operations["listenToEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alerts/{id}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Decide an alert again from the log and show all that went into it
         * @description The transitions of the alert are made again by the same engine from the records of the log, and are held against those that were told. As far back as the log keeps samples: 24 hours.
         */
        get: operations["explainAlert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/why-not": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say why a rule did not fire
         * @description Names the comparison or the timer that held it back, with its numbers. The id of a rule of a group is `group/alert`, with the slash written as `%2F`.
         */
        post: operations["askWhyNot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide a span of the tenant's log again and compare
         * @description Nothing is stored and nobody is notified. To `Accept: application/x-ndjson`, lines of JSON are sent: `{"progress": share}` again and again, and at last `{"data": report}` or `{"problem": …}`.
         */
        post: operations["replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/receivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List receivers */
        get: operations["listReceivers"];
        put?: never;
        /**
         * Create a receiver
         * @description Told of each group of alerts are a `webhook` (the default; signed), `email`, `slack`, `msteams`, `discord`, `pagerduty`, `telegram` and `kafka` (the topic `notifications-out` of the platform's own log). An `alertmanager` is told what fires as Prometheus tells it: at once, each minute while it fires, and for 15 minutes after it was resolved. Secrets are write-only and kept encrypted.
         */
        post: operations["createReceiver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/receivers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a receiver */
        get: operations["getReceiver"];
        /**
         * Replace a receiver
         * @description Its type stays, and so does a secret that is left out; whoever changes where the secret is sent must write it again.
         */
        put: operations["updateReceiver"];
        post?: never;
        /**
         * Delete a receiver
         * @description Not while the notification policy names it.
         */
        delete: operations["deleteReceiver"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/receivers/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a receiver a test
         * @description Now, and once. Answered within ten seconds with what the receiver has answered; nothing of it stands in the ledger. With labels and annotations, as of a rule, it looks like an alert of that rule, and still says that it is a test.
         */
        post: operations["testReceiver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List notifications
         * @description Those that were tried at least once, for 90 days.
         */
        get: operations["listNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a notification with every attempt to deliver it */
        get: operations["getNotification"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/reports/weekly": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Report on a week of notifications */
        get: operations["getWeeklyReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send samples as JSON
         * @description Samples that cannot be taken are named under `meta.warnings`; the others are taken. That a tenant has as many series as it may is told there, too.
         */
        post: operations["sendMetrics"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/write": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prometheus remote write 1.0 */
        post: operations["remoteWrite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** OpenTelemetry metrics by OTLP/HTTP */
        post: operations["sendOtlpMetrics"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Evaluate an expression at one time */
        get: operations["prometheusQuery"];
        put?: never;
        /** Evaluate an expression at one time */
        post: operations["prometheusQueryByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/query_range": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Evaluate an expression at every step of a range
         * @description At most 11,000 steps.
         */
        get: operations["prometheusQueryRange"];
        put?: never;
        /**
         * Evaluate an expression at every step of a range
         * @description At most 11,000 steps.
         */
        post: operations["prometheusQueryRangeByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/format_query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lay out an expression for reading */
        get: operations["prometheusFormatQuery"];
        put?: never;
        /** Lay out an expression for reading */
        post: operations["prometheusFormatQueryByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/query_exemplars": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Exemplars of the series of an expression
         * @description Exemplars are not kept, so that there are none.
         */
        get: operations["prometheusQueryExemplars"];
        put?: never;
        /**
         * Exemplars of the series of an expression
         * @description Exemplars are not kept, so that there are none.
         */
        post: operations["prometheusQueryExemplarsByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List series */
        get: operations["prometheusSeries"];
        put?: never;
        /** List series */
        post: operations["prometheusSeriesByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the names of labels */
        get: operations["prometheusLabels"];
        put?: never;
        /** List the names of labels */
        post: operations["prometheusLabelsByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/label/{name}/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the values of a label
         * @description A name with dots or other signs may be written as it is, or escaped behind `U__`.
         */
        get: operations["prometheusLabelValues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is known of metrics: type, help and unit
         * @description They are not kept, so that nothing is known.
         */
        get: operations["prometheusMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rules in the form of Prometheus's API
         * @description Rules of conditions stand in one group for each category, and what they ask is told as PromQL; groups of Prometheus rules follow.
         */
        get: operations["prometheusRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the alerts that are pending or fire, in the form of Prometheus's API */
        get: operations["prometheusAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status/buildinfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The version of Prometheus's API that is spoken here */
        get: operations["prometheusBuildInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the alerts that fire, in the form of Alertmanager's API */
        get: operations["alertmanagerAlerts"];
        put?: never;
        /**
         * Post alerts in the form of Alertmanager's API
         * @description They are listed, routed, silenced and told like those of our own rules. One that is not posted again is over at its `endsAt`, or after five minutes.
         */
        post: operations["alertmanagerPostAlerts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/alerts/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the alerts that fire, in the groups that they are told in */
        get: operations["alertmanagerAlertGroups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/receivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List receivers in the form of Alertmanager's API */
        get: operations["alertmanagerReceivers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/silences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List silences in the form of Alertmanager's API */
        get: operations["alertmanagerSilences"];
        put?: never;
        /**
         * Create or change a silence in the form of Alertmanager's API
         * @description With an `id`, the silence of it is changed; with other matchers, it is ended and a new one made.
         */
        post: operations["alertmanagerPostSilence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/silence/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a silence in the form of Alertmanager's API */
        get: operations["alertmanagerSilence"];
        put?: never;
        post?: never;
        /** End a silence */
        delete: operations["alertmanagerDeleteSilence"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell of the platform in the form of Alertmanager's API */
        get: operations["alertmanagerStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description By the name of a user and the password. So many attempts in 15 minutes, by user and address.
         */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Renew a session
         * @description By its refresh token, which is good for one use.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Log out
         * @description Ends the session that the token belongs to, everywhere within seconds.
         */
        delete: operations["logOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/welcome": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Come in by the link that is said at the start
         * @description The platform says it to whoever starts it. It is good for one use within 15 minutes, and lets in as the first admin for twelve hours.
         */
        post: operations["openWelcomeLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: operations["listUsers"];
        put?: never;
        /** Create a user */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a user another role, or disable one
         * @description What changes ends the sessions of the user, everywhere within seconds.
         */
        put: operations["updateUser"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the password of a user
         * @description Ends the sessions of the user.
         */
        put: operations["updateUserPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/service-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List service accounts and their keys */
        get: operations["listServiceAccounts"];
        put?: never;
        /** Create a service account */
        post: operations["createServiceAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/service-accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a service account and revoke its keys */
        delete: operations["deleteServiceAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/service-accounts/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an API key
         * @description It is used as a token: `Authorization: Bearer tsk_…`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/service-accounts/{id}/keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an API key in place of another one */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/service-accounts/{id}/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API key */
        delete: operations["deleteApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tokens, sessions and API keys
         * @description Those that have not expired; none shows its text.
         */
        get: operations["listTokens"];
        put?: never;
        /**
         * Issue a token
         * @description For a role or for scopes, in the own tenant; the operator issues them for any tenant.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token, a session or an API key
         * @description It opens no door any more, and the connections that it opened are closed, everywhere within seconds.
         */
        delete: operations["deleteToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit
         * @description A page may hold fewer events than asked for, or none, and still lead on: what is looked for may be rare. There is no more when `meta.next_cursor` is missing.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subjects/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything that is held about a person
         * @description By the name, or by the pseudonym. Reading it is audited.
         */
        get: operations["getSubject"];
        /**
         * Correct a person's name
         * @description A user logs in by the new one, and what was made is shown under it. Other gateways show it within a minute.
         */
        put: operations["renameSubject"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/subjects/{name}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase a person
         * @description Takes away the name with its key, the user, sessions and tokens. What was made keeps a pseudonym that stands for nobody, and the ledger's proofs hold. The certificate tells what was erased, what is kept and why, and where others have written the name.
         */
        post: operations["eraseSubject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List certificates of erasures */
        get: operations["listErasures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/erasures/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the certificate of an erasure
         * @description By the pseudonym that was erased.
         */
        get: operations["getErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/rotation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wrap the keys of all tenants anew
         * @description With the first key of ENCRYPTION_KEY. Nothing else is encrypted anew, and nobody waits: first give the new key to all processes behind the old one, then before it, then ask for this, and then take the old one away.
         */
        post: operations["rotateKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/keys/renewal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the tenant's data key
         * @description What is new is sealed with the new key at once, and what there is already is sealed anew before the answer; meanwhile everything works on. Then the old key is destroyed; backups of before hold it, wrapped. When it was interrupted, asking again goes on, and so does the next start. Receivers' secrets have a key of their own, which stays.
         */
        post: operations["renewDataKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List tenants
         * @description For the operator.
         */
        get: operations["listTenants"];
        put?: never;
        /**
         * Make a tenant
         * @description For the operator. A quota that is left out is the most that the platform bears.
         */
        post: operations["createTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change the name and the quotas of a tenant
         * @description For the operator. Who has more than a new quota keeps it and gets no more.
         */
        put: operations["updateTenant"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much of its quotas a tenant uses
         * @description Of the own tenant; the operator sees it of every tenant.
         */
        get: operations["getTenantUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the ledger of the audit
         * @description Audit events as they stand in the chain, within seconds of when they happened. Persons stand there by pseudonyms, which `GET /api/subjects/{name}` explains.
         */
        get: operations["listLedgerEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last checkpoint of the ledger
         * @description Signed each minute while there are new entries, or after 1,000; that of a new ledger at once; keep one elsewhere, and the ledger cannot be rewritten unseen.
         */
        get: operations["getLedgerCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prove that an entry stands in the ledger */
        get: operations["getLedgerInclusionProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prove that the ledger has only grown */
        get: operations["getLedgerConsistencyProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The ledger as a file
         * @description Up to the last checkpoint: lines of canonical JSON, a header, the entries, and each checkpoint behind the last entry that it counts. `tocsin audit verify` verifies it with nothing but the public key.
         */
        get: operations["exportLedger"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/controls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The controls that all events of the audit are judged by
         * @description A violation is an alert named `ControlViolated`, told as the notification policy says.
         */
        get: operations["listControls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What controls found in a period, with proofs
         * @description The period ends with the last checkpoint at the latest; `to` says where. `tocsin audit verify` verifies the checkpoint and the entries with nothing but the public key; what the controls say of them is told, not signed, and follows from the whole ledger.
         */
        get: operations["getEvidencePack"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/evidence.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as a page to read and print */
        get: operations["getEvidencePage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/audit/anonymised": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit of a period for others, k-anonymous
         * @description How often people did what, when, on what kind of thing and in which role, with no names, pseudonyms, ids or details. Values are told as coarsely as it takes for every combination of them to stand for `k` persons; what does not even so is left out, a tenth at most while that can be. Whoever is given two of them can compare them: give one of a period to one reader. That it was asked for is audited.
         */
        get: operations["getAnonymisedAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * For how long records are kept
         * @description With the oldest that there is of each kind, and what was deleted last. What is open stays however old it is, and so does what something open refers to.
         */
        get: operations["getRetention"];
        /**
         * Say for how long records are kept
         * @description Between 30 days and ten years, or for ever. What is left out stays as it is, limits and legal hold alike; only null lifts a limit or the hold. What is kept no longer is deleted within the hour, and the audit tells how much. While there is a legal hold, nothing of the tenant is deleted and nobody is erased; samples and topics have limits of their own, which a hold does not change.
         */
        put: operations["putRetention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/playbooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List playbooks */
        get: operations["listPlaybooks"];
        put?: never;
        /**
         * Write a playbook
         * @description What is done about an alert, and within which bounds. One person must approve each run unless the playbook says otherwise, and nobody approves what is their own.
         */
        post: operations["createPlaybook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/playbooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a playbook */
        get: operations["getPlaybook"];
        /**
         * Write another version of a playbook
         * @description Runs that are planned already go on by the version that they were planned by.
         */
        put: operations["updatePlaybook"];
        post?: never;
        /**
         * Delete a playbook
         * @description It is for no alert any more. Its versions stay to be read, and runs that are planned go on.
         */
        delete: operations["deletePlaybook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/playbooks/dry-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say what a playbook would have done about the alerts of the last days
         * @description Incident by incident: what would have held it back or which steps it would have run, by the very decisions of live healing. Preconditions are asked of the samples of that time, as far as they are kept. Nothing is done and nothing is kept. Also needs the scope metrics:read.
         */
        post: operations["dryRunPlaybook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a run of a playbook
         * @description For an alert that stands, also when the playbook is for others. Guards, dry run and approval are those of any run, and whoever asks does not approve. Read the answer under its `location`.
         */
        post: operations["requestHealingRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-requests/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read what became of a run that was asked for */
        get: operations["getHealingRequest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List runs of playbooks */
        get: operations["listHealingRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a run */
        get: operations["getHealingRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-runs/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve the plan of a run
         * @description Names the plan by its hash: when the plan is another one meanwhile, nothing is approved. Nobody approves runs of a playbook that they wrote, or with an account that is theirs; a role counts when it was held before the run was planned.
         */
        post: operations["approveHealingRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-runs/{id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Review a glass that was broken
         * @description By somebody else than broke it, once, at any time after it. One that nobody has reviewed within a day violates the control `glass-is-reviewed`.
         */
        post: operations["reviewBreakGlass"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-runs/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject the plan of a run */
        post: operations["rejectHealingRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a run
         * @description What it has done already is undone.
         */
        post: operations["cancelHealingRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-runs/{id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say whether an effect is there
         * @description Answers one of the `questions` of a run whose state is `unknown`; the run goes on from there.
         */
        post: operations["settleHealingRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read whether healing is switched off */
        get: operations["getHealingSwitch"];
        /**
         * Switch healing off
         * @description Within a second nothing more begins; a run that has begun is cut off and ends, and what it has done until then stays. Nothing can be approved meanwhile.
         */
        put: operations["switchHealingOff"];
        post?: never;
        /** Let healing go on */
        delete: operations["switchHealingOn"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-signing-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What requests of playbooks to webhooks are signed with
         * @description By the Standard Webhooks specification. Verify it, and do each `webhook-id` once.
         */
        get: operations["getHealingSigningSecret"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/healing-targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what there is to heal
         * @description Workloads, nodes and containers that the operator has granted to the tenant, as they were within half a minute. A system that cannot be reached, or has more than is listed, is told of in `meta.warnings`.
         */
        get: operations["listHealingTargets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/installation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What this installation is
         * @description Its version, and what is switched on and off in it, with why.
         */
        get: operations["getInstallation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List records that could not be read or used
         * @description For the operator. The newest first; they are kept for 14 days.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a record that could not be read or used, with its bytes
         * @description For the operator.
         */
        get: operations["getDeadLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a dead letter back to its topic, once
         * @description For the operator. The record is written to its topic and partition again as it was, in one transaction with the note that it was; what cannot be used this time either becomes another dead letter.
         */
        post: operations["replayDeadLetter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What there is
         * @description Links; who accepts `text/html`, as browsers do, gets the web console.
         */
        get: operations["getIndex"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process lives */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether requests can be answered
         * @description Samples are taken in as long as the log works. What is not required is told of, and keeps nobody from sending here: without PostgreSQL nobody signs in or changes anything, without Redis each gateway counts requests for itself.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process's own metrics in Prometheus's text format */
        get: operations["getOwnMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/graphql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask by GraphQL
         * @description Queries and mutations over what REST does; each field needs the scope of its route. Errors carry the problem in `extensions`.
         */
        post: operations["graphql"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/api": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This reference of the API */
        get: operations["getDocumentation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/api/{asset}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the page is made of */
        get: operations["getDocumentationAsset"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs-json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The OpenAPI 3.1 document */
        get: operations["getOpenApiDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A rule as it is stored and evaluated. */
        AlertRule: {
            name: string;
            /** @default  */
            description: string;
            tenant_id: string;
            severity: components["schemas"]["AlertSeverity"];
            category: components["schemas"]["AlertCategory"];
            /** @default active */
            status: components["schemas"]["RuleStatus"];
            /** @description All of them must hold. */
            conditions: components["schemas"]["RuleCondition"][];
            /**
             * @description How long the conditions must hold before the alert fires.
             * @default 0
             * @example 5m
             */
            for: string;
            /**
             * @description How long the alert keeps firing after they cease.
             * @default 0
             * @example 5m
             */
            keep_firing_for: string;
            /**
             * @description How often conditions over many series (promql, outlier, pattern) are evaluated; 1s when left out.
             * @example 15s
             */
            interval?: string;
            /** @default {} */
            labels: {
                [key: string]: string;
            };
            /** @default {} */
            annotations: {
                [key: string]: string;
            };
            /**
             * @description Names with slashes in between.
             * @example team/payments
             */
            folder?: string;
            owner?: string;
            /** Format: uri */
            runbook?: string;
            id: string;
            version: number;
            /**
             * @description What keeps the rule from outside, such as a repository.
             * @example git:alerts
             */
            provisioned_by?: string;
            /** @description Milliseconds since 1970. */
            created_at: number;
            /** @description Milliseconds since 1970. */
            updated_at: number;
        };
        /** @enum {string} */
        AlertSeverity: "CRITICAL" | "HIGH" | "MEDIUM" | "LOW" | "INFO";
        /** @enum {string} */
        AlertCategory: "infrastructure" | "application" | "security" | "business" | "performance" | "availability" | "compliance" | "ml";
        /** @enum {string} */
        RuleStatus: "draft" | "pending_approval" | "active" | "paused" | "archived" | "error";
        RuleCondition: {
            /** @constant */
            type: "threshold";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /** @enum {string} */
            operator: ">" | ">=" | "<" | "<=" | "==" | "!=";
            threshold: number;
            /** @description Once true, the condition stays true until the value no longer compares with this number. */
            recovery_threshold?: number;
        } | {
            /** @constant */
            type: "change";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description A duration in Prometheus notation.
             * @example 5m
             */
            window: string;
            /**
             * @description The difference between the last and the first value in the window; in percent of the first; or per second.
             * @default absolute
             * @enum {string}
             */
            mode: "absolute" | "percent" | "rate";
            /** @enum {string} */
            operator: ">" | ">=" | "<" | "<=" | "==" | "!=";
            threshold: number;
        } | {
            /** @constant */
            type: "absence";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description A duration in Prometheus notation.
             * @example 5m
             */
            window: string;
        } | {
            /** @constant */
            type: "anomaly";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description The least score that counts: 0 is as usual, 1 is as strange as can be.
             * @default 0.8
             */
            score: number;
        } | {
            /** @constant */
            type: "forecast";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /** @enum {string} */
            horizon: "15m" | "1h" | "6h" | "24h" | "7d";
            /**
             * @description Which of the forecast values compares: `0.5` is the middle one, `0.1` one that 9 of 10 lie above. A number is taken, too.
             * @default 0.5
             * @enum {string}
             */
            quantile: "0.1" | "0.2" | "0.3" | "0.4" | "0.5" | "0.6" | "0.7" | "0.8" | "0.9";
            /** @enum {string} */
            operator: ">" | ">=" | "<" | "<=" | "==" | "!=";
            threshold: number;
        } | {
            /** @constant */
            type: "outlier";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description `mad`: further from the median of its peers than `tolerance` scaled median absolute deviations. `dbscan`: its `neighbors`-th nearest peer is further away than `tolerance` times what is usual among them.
             * @default mad
             * @enum {string}
             */
            method: "mad" | "dbscan";
            /**
             * @description Series that share the values of these labels are peers; when left out, all that are selected.
             * @default []
             */
            by: string[];
            /**
             * @description Means over this window are compared, not last values.
             * @example 5m
             */
            window?: string;
            /** @default 3 */
            tolerance: number;
            /**
             * @description With `dbscan`: how many near peers are company.
             * @default 2
             */
            neighbors: number;
            /**
             * @description Fewer series than this have no outliers.
             * @default 3
             */
            min_peers: number;
            /**
             * @description Distances up to this one never count, in the unit of the metric.
             * @default 0
             */
            min_distance: number;
        } | {
            /** @constant */
            type: "pattern";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description The label that holds the text of an event.
             * @example message
             */
            label: string;
            /** @description A regular expression in the syntax of RE2, found anywhere in the text. */
            pattern: string;
            /**
             * @description A duration in Prometheus notation.
             * @example 5m
             */
            window: string;
            /**
             * @default >=
             * @enum {string}
             */
            operator: ">" | ">=" | "<" | "<=" | "==" | "!=";
            /** @default 1 */
            threshold: number;
        } | {
            /** @constant */
            type: "promql";
            expr: string;
        } | components["schemas"]["CompositeCondition"] | components["schemas"]["SequenceCondition"];
        /** @description Other conditions joined: all, any, not (none of them) or at least n of them. */
        CompositeCondition: {
            /** @constant */
            type: "composite";
            /** @enum {string} */
            match: "all" | "any" | "not" | "n_of";
            /** @description How many must hold; with `match: n_of` only. */
            n?: number;
            conditions: components["schemas"]["RuleCondition"][];
        };
        /** @description Other conditions one after the other, for one entity: each begins to hold after the one before it did, and not longer than `within` after that one last held. Holds as long as the last one does. */
        SequenceCondition: {
            /** @constant */
            type: "sequence";
            /**
             * @description A duration in Prometheus notation.
             * @example 5m
             */
            within: string;
            conditions: components["schemas"]["RuleCondition"][];
        };
        Warning: {
            path: string;
            code: string;
            message: string;
        };
        /** @description A change of a rule that waits for approval by somebody else. */
        RuleProposal: {
            rule_id: string;
            tenant_id: string;
            /** @description The version that it will have; approval names it. */
            version: number;
            /** @enum {string} */
            action: "put" | "delete";
            author: string;
            /** @description Milliseconds since 1970. */
            at: number;
            reason: string;
            /** @description Why it needs approval. */
            because: string;
            /** @description The version that stands until then. */
            base_version: number;
            /** @description The rule as it would be; of a deletion, as it was last. */
            document: components["schemas"]["AlertRule"];
        };
        RuleDryRun: {
            /** @enum {string} */
            change: "created" | "changed" | "unchanged";
            changes: components["schemas"]["RuleChange"][];
            needs_approval: boolean;
        };
        /** @description One thing that two versions say differently. */
        RuleChange: {
            /** @description Where it stands, such as `conditions[0].threshold`. */
            path: string;
            /** @enum {string} */
            kind: "condition" | "threshold" | "timer" | "label" | "annotation" | "field";
            /** @enum {string} */
            change: "added" | "removed" | "changed";
            before?: unknown;
            after?: unknown;
            /** @description The same in words. */
            text: string;
        };
        /** @description A rule as it is written. */
        RuleConfigModelInput: {
            name: string;
            /** @default  */
            description?: string;
            /** @description The caller's own tenant; the token decides. */
            tenant_id?: string;
            severity: components["schemas"]["AlertSeverityInput"];
            category: components["schemas"]["AlertCategoryInput"];
            /** @default active */
            status?: components["schemas"]["RuleStatusInput"];
            /** @description All of them must hold. */
            conditions: components["schemas"]["RuleConditionInput"][];
            /**
             * @description How long the conditions must hold before the alert fires.
             * @default 0
             * @example 5m
             */
            for?: string;
            /**
             * @description How long the alert keeps firing after they cease.
             * @default 0
             * @example 5m
             */
            keep_firing_for?: string;
            /**
             * @description How often conditions over many series (promql, outlier, pattern) are evaluated; 1s when left out.
             * @example 15s
             */
            interval?: string;
            /** @default {} */
            labels?: {
                [key: string]: string;
            };
            /** @default {} */
            annotations?: {
                [key: string]: string;
            };
            /**
             * @description Names with slashes in between.
             * @example team/payments
             */
            folder?: string;
            owner?: string;
            /** Format: uri */
            runbook?: string;
        };
        /** @enum {string} */
        AlertSeverityInput: "CRITICAL" | "HIGH" | "MEDIUM" | "LOW" | "INFO";
        /** @enum {string} */
        AlertCategoryInput: "infrastructure" | "application" | "security" | "business" | "performance" | "availability" | "compliance" | "ml";
        /** @enum {string} */
        RuleStatusInput: "draft" | "pending_approval" | "active" | "paused" | "archived" | "error";
        RuleConditionInput: {
            /** @constant */
            type: "threshold";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /** @enum {string} */
            operator: ">" | ">=" | "<" | "<=" | "==" | "!=";
            threshold: number;
            /** @description Once true, the condition stays true until the value no longer compares with this number. */
            recovery_threshold?: number;
        } | {
            /** @constant */
            type: "change";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description A duration in Prometheus notation.
             * @example 5m
             */
            window: string;
            /**
             * @description The difference between the last and the first value in the window; in percent of the first; or per second.
             * @default absolute
             * @enum {string}
             */
            mode?: "absolute" | "percent" | "rate";
            /** @enum {string} */
            operator: ">" | ">=" | "<" | "<=" | "==" | "!=";
            threshold: number;
        } | {
            /** @constant */
            type: "absence";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description A duration in Prometheus notation.
             * @example 5m
             */
            window: string;
        } | {
            /** @constant */
            type: "anomaly";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description The least score that counts: 0 is as usual, 1 is as strange as can be.
             * @default 0.8
             */
            score?: number;
        } | {
            /** @constant */
            type: "forecast";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /** @enum {string} */
            horizon: "15m" | "1h" | "6h" | "24h" | "7d";
            /**
             * @description Which of the forecast values compares: `0.5` is the middle one, `0.1` one that 9 of 10 lie above. A number is taken, too.
             * @default 0.5
             * @enum {string}
             */
            quantile?: "0.1" | "0.2" | "0.3" | "0.4" | "0.5" | "0.6" | "0.7" | "0.8" | "0.9";
            /** @enum {string} */
            operator: ">" | ">=" | "<" | "<=" | "==" | "!=";
            threshold: number;
        } | {
            /** @constant */
            type: "outlier";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description `mad`: further from the median of its peers than `tolerance` scaled median absolute deviations. `dbscan`: its `neighbors`-th nearest peer is further away than `tolerance` times what is usual among them.
             * @default mad
             * @enum {string}
             */
            method?: "mad" | "dbscan";
            /**
             * @description Series that share the values of these labels are peers; when left out, all that are selected.
             * @default []
             */
            by?: string[];
            /**
             * @description Means over this window are compared, not last values.
             * @example 5m
             */
            window?: string;
            /** @default 3 */
            tolerance?: number;
            /**
             * @description With `dbscan`: how many near peers are company.
             * @default 2
             */
            neighbors?: number;
            /**
             * @description Fewer series than this have no outliers.
             * @default 3
             */
            min_peers?: number;
            /**
             * @description Distances up to this one never count, in the unit of the metric.
             * @default 0
             */
            min_distance?: number;
        } | {
            /** @constant */
            type: "pattern";
            /**
             * @description The metric that is read: `current_metrics.NAME` or `NAME`.
             * @example current_metrics.cpu_usage
             */
            metric_path: string;
            /** @description Only series that carry these label values are read. */
            labels?: {
                [key: string]: string;
            };
            /**
             * @description The label that holds the text of an event.
             * @example message
             */
            label: string;
            /** @description A regular expression in the syntax of RE2, found anywhere in the text. */
            pattern: string;
            /**
             * @description A duration in Prometheus notation.
             * @example 5m
             */
            window: string;
            /**
             * @default >=
             * @enum {string}
             */
            operator?: ">" | ">=" | "<" | "<=" | "==" | "!=";
            /** @default 1 */
            threshold?: number;
        } | {
            /** @constant */
            type: "promql";
            expr: string;
        } | components["schemas"]["CompositeConditionInput"] | components["schemas"]["SequenceConditionInput"];
        /** @description Other conditions joined: all, any, not (none of them) or at least n of them. */
        CompositeConditionInput: {
            /** @constant */
            type: "composite";
            /** @enum {string} */
            match: "all" | "any" | "not" | "n_of";
            /** @description How many must hold; with `match: n_of` only. */
            n?: number;
            conditions: components["schemas"]["RuleConditionInput"][];
        };
        /** @description Other conditions one after the other, for one entity: each begins to hold after the one before it did, and not longer than `within` after that one last held. Holds as long as the last one does. */
        SequenceConditionInput: {
            /** @constant */
            type: "sequence";
            /**
             * @description A duration in Prometheus notation.
             * @example 5m
             */
            within: string;
            conditions: components["schemas"]["RuleConditionInput"][];
        };
        RuleCloneInput: {
            /** @description "NAME (copy)" when left out. */
            name?: string;
            /**
             * @description Names with slashes in between.
             * @example team/payments
             */
            folder?: string;
            /**
             * @default draft
             * @enum {string}
             */
            status?: "draft" | "active" | "paused";
        };
        RuleBulkResult: {
            index: number;
            /** @description As of a request of its own; 202 where it waits for approval. */
            status: number;
            /** @enum {string} */
            outcome: "created" | "changed" | "unchanged" | "deleted" | "proposed" | "refused";
            id?: string;
            version?: number;
            problem?: {
                type: string;
                title: string;
                status: number;
                detail: string;
                errors?: {
                    path: string;
                    code: string;
                    message: string;
                    fix: string;
                    /** @description In what was sent as YAML; counted from 1. */
                    line?: number;
                    column?: number;
                }[];
            };
        };
        RuleBulkInput: {
            operations: ({
                /** @constant */
                op: "create";
                rule: components["schemas"]["RuleConfigModelInput"];
            } | {
                /** @constant */
                op: "update";
                id: string;
                /** @description Only at this version. */
                version?: number;
                rule: components["schemas"]["RuleConfigModelInput"];
            } | {
                /** @constant */
                op: "delete";
                id: string;
                /** @description Only at this version. */
                version?: number;
            } | {
                /** @constant */
                op: "pause";
                id: string;
                /** @description Only at this version. */
                version?: number;
            } | {
                /** @constant */
                op: "resume";
                id: string;
                /** @description Only at this version. */
                version?: number;
            } | {
                /** @constant */
                op: "move";
                id: string;
                /** @description Only at this version. */
                version?: number;
                folder: string | null;
            } | {
                /** @constant */
                op: "put_group";
                group: components["schemas"]["RuleGroupDraftInput"];
            } | {
                /** @constant */
                op: "delete_group";
                name: string;
            })[];
        };
        /** @description A group of rules as it stands in a Prometheus rule file. */
        RuleGroupDraftInput: {
            name: string;
            interval?: string;
            query_offset?: string;
            limit?: number;
            labels?: {
                [key: string]: string;
            };
            rules: ({
                alert: string;
                expr: string;
                for?: string;
                keep_firing_for?: string;
                labels?: {
                    [key: string]: string;
                };
                annotations?: {
                    [key: string]: string;
                };
            } | {
                record: string;
                expr: string;
                labels?: {
                    [key: string]: string;
                };
            })[];
        };
        ImportedRules: {
            dry_run: boolean;
            taken: {
                /** @enum {string} */
                kind: "rule" | "rule-group";
                name: string;
                /** @enum {string} */
                outcome: "created" | "changed" | "unchanged" | "deleted" | "proposed" | "refused";
                id?: string;
                reason?: string;
            }[];
            /** @description How many rules cannot be taken. */
            refused: number;
            findings: {
                subject: string;
                path: string;
                message: string;
                /** @description In what was sent as YAML; counted from 1. */
                line?: number;
                column?: number;
            }[];
            /** @description What is not taken over as it was. */
            losses: components["schemas"]["RuleLoss"][];
        };
        RuleLoss: {
            subject: string;
            what: string;
            why: string;
        };
        ExportedRules: {
            /** @enum {string} */
            format: "yaml" | "json" | "prometheus" | "prometheus-crd" | "grafana" | "terraform";
            text: string;
            losses: components["schemas"]["RuleLoss"][];
        };
        /** @description Who made a version of a rule or rule group, when and why. */
        VersionSummary: {
            version: number;
            /** @enum {string} */
            state: "applied" | "proposed" | "rejected" | "superseded";
            /** @enum {string} */
            change: "created" | "changed" | "deleted" | "restored";
            /** @description The subject of the token that asked for it. */
            author: string;
            /** @description Milliseconds since 1970. */
            at: number;
            reason: string;
            /** @description Who approved or rejected it. */
            decision?: {
                by: string;
                at: number;
                comment: string;
            };
        };
        /** @description A rule as it stood, or would stand, at a version. */
        RuleVersion: {
            version: number;
            /** @enum {string} */
            state: "applied" | "proposed" | "rejected" | "superseded";
            /** @enum {string} */
            change: "created" | "changed" | "deleted" | "restored";
            /** @description The subject of the token that asked for it. */
            author: string;
            /** @description Milliseconds since 1970. */
            at: number;
            reason: string;
            /** @description Who approved or rejected it. */
            decision?: {
                by: string;
                at: number;
                comment: string;
            };
            document: components["schemas"]["AlertRule"];
        };
        /** @description What two versions say differently. */
        VersionDiff: {
            from: number;
            to: number;
            changes: components["schemas"]["RuleChange"][];
            backtest?: components["schemas"]["VersionFirings"];
        };
        VersionFirings: {
            /** @description Milliseconds since 1970. */
            from: number;
            to: number;
            /** @description How often an alert of the first version began to fire. */
            before: number;
            after: number;
            difference: number;
            text: string;
        };
        /** @description A rule group as it stood at a version. */
        RuleGroupVersion: {
            version: number;
            /** @enum {string} */
            state: "applied" | "proposed" | "rejected" | "superseded";
            /** @enum {string} */
            change: "created" | "changed" | "deleted" | "restored";
            /** @description The subject of the token that asked for it. */
            author: string;
            /** @description Milliseconds since 1970. */
            at: number;
            reason: string;
            /** @description Who approved or rejected it. */
            decision?: {
                by: string;
                at: number;
                comment: string;
            };
            document: components["schemas"]["RuleGroupDocument"];
        };
        /** @description A group of rules as it is stored and evaluated. */
        RuleGroupDocument: {
            name: string;
            interval?: string;
            query_offset?: string;
            limit?: number;
            labels?: {
                [key: string]: string;
            };
            rules: ({
                alert: string;
                expr: string;
                for?: string;
                keep_firing_for?: string;
                labels?: {
                    [key: string]: string;
                };
                annotations?: {
                    [key: string]: string;
                };
            } | {
                record: string;
                expr: string;
                labels?: {
                    [key: string]: string;
                };
            })[];
            tenant_id: string;
            version: number;
            /**
             * @description What keeps the rule from outside, such as a repository.
             * @example git:alerts
             */
            provisioned_by?: string;
            /** @description Milliseconds since 1970. */
            created_at: number;
            /** @description Milliseconds since 1970. */
            updated_at: number;
        };
        RestoreVersionInput: {
            version: number;
        };
        /** @description A change of a rule group that waits for approval by somebody else. */
        RuleGroupProposal: {
            /** @description The group's name. */
            group: string;
            tenant_id: string;
            /** @description The version that it will have; approval names it. */
            version: number;
            /** @enum {string} */
            action: "put" | "delete";
            author: string;
            /** @description Milliseconds since 1970. */
            at: number;
            reason: string;
            /** @description Why it needs approval. */
            because: string;
            /** @description The version that stands until then; 0 for a new group. */
            base_version: number;
            /** @description The group as it would be; of a deletion, as it was last. */
            document: components["schemas"]["RuleGroupDocument"];
        };
        ListedRuleGroupProposal: {
            /** @description The group's name. */
            group: string;
            tenant_id: string;
            /** @description The version that it will have; approval names it. */
            version: number;
            /** @enum {string} */
            action: "put" | "delete";
            author: string;
            /** @description Milliseconds since 1970. */
            at: number;
            reason: string;
            /** @description Why it needs approval. */
            because: string;
            /** @description The version that stands until then; 0 for a new group. */
            base_version: number;
            /** @description The group as it would be; of a deletion, as it was last. */
            document: components["schemas"]["RuleGroupDocument"];
            /** @description What it changes of the group as it stands. */
            changes: components["schemas"]["RuleChange"][];
        };
        ApprovalVerdictInput: {
            /** @description The version that is approved or rejected, as the proposal has it. */
            version: number;
            /** @default  */
            comment?: string;
        };
        ListedRuleProposal: {
            rule_id: string;
            tenant_id: string;
            /** @description The version that it will have; approval names it. */
            version: number;
            /** @enum {string} */
            action: "put" | "delete";
            author: string;
            /** @description Milliseconds since 1970. */
            at: number;
            reason: string;
            /** @description Why it needs approval. */
            because: string;
            /** @description The version that stands until then. */
            base_version: number;
            /** @description The rule as it would be; of a deletion, as it was last. */
            document: components["schemas"]["AlertRule"];
            /** @description What it changes of the rule as it stands. */
            changes: components["schemas"]["RuleChange"][];
        };
        /** @description A change of a rule that is evaluated, or would be, needs approval by somebody else when the rule has, or would have, one of these severities or categories. */
        ApprovalPolicy: {
            /** @default [] */
            severities: components["schemas"]["AlertSeverity"][];
            /** @default [] */
            categories: components["schemas"]["AlertCategory"][];
        };
        /** @description A change of a rule that is evaluated, or would be, needs approval by somebody else when the rule has, or would have, one of these severities or categories. */
        ApprovalPolicyInput: {
            /** @default [] */
            severities?: components["schemas"]["AlertSeverityInput"][];
            /** @default [] */
            categories?: components["schemas"]["AlertCategoryInput"][];
        };
        ListedRuleTemplate: {
            id: string;
            title: string;
            /** @enum {string} */
            group: "host" | "container" | "kubernetes" | "http" | "queue" | "database" | "cache" | "jvm" | "node" | "certificate" | "backup" | "business" | "slo" | "platform";
            severity: components["schemas"]["AlertSeverity"];
            category: components["schemas"]["AlertCategory"];
            /** @description What it means, and for whom it matters. */
            meaning: string;
            /** @description The metrics that it reads; of each the usual name, and behind it names that it may have instead. */
            metrics: string[][];
        };
        RuleTemplate: {
            id: string;
            title: string;
            /** @enum {string} */
            group: "host" | "container" | "kubernetes" | "http" | "queue" | "database" | "cache" | "jvm" | "node" | "certificate" | "backup" | "business" | "slo" | "platform";
            severity: components["schemas"]["AlertSeverity"];
            category: components["schemas"]["AlertCategory"];
            /** @description What it means, and for whom it matters. */
            meaning: string;
            /** @description The metrics that it reads; of each the usual name, and behind it names that it may have instead. */
            metrics: string[][];
            parameters: components["schemas"]["RuleTemplateParameter"][];
            /** @description The rule with every default. */
            draft: components["schemas"]["RuleConfigModel"];
            /** @description Markdown. */
            runbook: string;
        };
        RuleTemplateParameter: {
            name: string;
            /** @enum {string} */
            kind: "number" | "duration" | "label_value" | "metric";
            what: string;
            default: number | string;
            min?: number | string;
            max?: number | string;
            unit?: string;
            /** @description The label that must have the value. */
            label?: string;
            /** @description Other names of the same metric. */
            alternatives?: string[];
            /** @description How proposals take it from a tenant's own history. */
            learned?: {
                margin: number;
                strictest: number;
                laxest: number;
            };
        };
        /** @description A rule as it is written. */
        RuleConfigModel: {
            name: string;
            /** @default  */
            description: string;
            /** @description The caller's own tenant; the token decides. */
            tenant_id?: string;
            severity: components["schemas"]["AlertSeverity"];
            category: components["schemas"]["AlertCategory"];
            /** @default active */
            status: components["schemas"]["RuleStatus"];
            /** @description All of them must hold. */
            conditions: components["schemas"]["RuleCondition"][];
            /**
             * @description How long the conditions must hold before the alert fires.
             * @default 0
             * @example 5m
             */
            for: string;
            /**
             * @description How long the alert keeps firing after they cease.
             * @default 0
             * @example 5m
             */
            keep_firing_for: string;
            /**
             * @description How often conditions over many series (promql, outlier, pattern) are evaluated; 1s when left out.
             * @example 15s
             */
            interval?: string;
            /** @default {} */
            labels: {
                [key: string]: string;
            };
            /** @default {} */
            annotations: {
                [key: string]: string;
            };
            /**
             * @description Names with slashes in between.
             * @example team/payments
             */
            folder?: string;
            owner?: string;
            /** Format: uri */
            runbook?: string;
        };
        ProposedRule: {
            template: string;
            title: string;
            /** @enum {string} */
            group: "host" | "container" | "kubernetes" | "http" | "queue" | "database" | "cache" | "jvm" | "node" | "certificate" | "backup" | "business" | "slo" | "platform";
            /** @description Why it is proposed, and where its threshold comes from. */
            reason: string;
            /** @description Those that differ from the defaults. */
            parameters: {
                [key: string]: number | string;
            };
            /** @description The rule, ready to be posted to /api/rules. */
            draft: components["schemas"]["RuleConfigModel"];
            covered: {
                /** @description How many series it would read now. */
                count: number;
                /** @description The first 20 of them. */
                series: {
                    [key: string]: string;
                }[];
            };
            /** @description What the rule measures, over the history; null where that is no single thing. */
            history: {
                values: number;
                elements: number;
                span_ms: number;
                /** @description The share of times at which an element gave nothing. */
                gaps: number;
                /** @description By how much the values changed in a second. */
                rate_per_second: number;
                least: number;
                /** @description A value in a thousand lies below it. */
                low: number;
                median: number;
                /** @description A value in a thousand lies above it. */
                high: number;
                most: number;
            } | null;
            /** @description What the rule would have done; null where the samples were too many to look at. */
            figures: {
                firings: number;
                in_alert_ms: number;
                notifications_per_week: number | null;
            } | null;
        };
        PutRuleGroupInput: {
            name?: string;
            interval?: string | null;
            query_offset?: string | null;
            limit?: number | null;
            labels?: {
                [key: string]: string;
            } | null;
            rules?: ({
                alert: string;
                expr: string;
                for?: string | null;
                keep_firing_for?: string | null;
                labels?: {
                    [key: string]: string;
                } | null;
                annotations?: {
                    [key: string]: string;
                } | null;
            } | {
                record: string;
                expr: string;
                labels?: {
                    [key: string]: string;
                } | null;
            })[] | null;
        };
        /** @description The names of the groups of a rule file, by what became of them. */
        ImportedRuleFile: {
            dry_run: boolean;
            created: string[];
            changed: string[];
            /** @description What says what it said before; its version stays. */
            unchanged: string[];
            /** @description What waits for approval by somebody else. */
            proposed: string[];
        };
        WrittenRuleGroupInput: {
            name: string;
            interval?: string | null;
            query_offset?: string | null;
            limit?: number | null;
            labels?: {
                [key: string]: string;
            } | null;
            rules?: ({
                alert: string;
                expr: string;
                for?: string | null;
                keep_firing_for?: string | null;
                labels?: {
                    [key: string]: string;
                } | null;
                annotations?: {
                    [key: string]: string;
                } | null;
            } | {
                record: string;
                expr: string;
                labels?: {
                    [key: string]: string;
                } | null;
            })[] | null;
        };
        EvaluationResult: {
            fired: boolean;
            transitions: components["schemas"]["Transition"][];
        };
        Transition: {
            id: string;
            tenant_id: string;
            rule_id: string;
            rule_name: string;
            rule_version: number;
            severity: components["schemas"]["AlertSeverity"];
            category: components["schemas"]["AlertCategory"];
            state: components["schemas"]["AlertState"];
            fingerprint: string;
            labels: {
                [key: string]: string;
            };
            annotations: {
                [key: string]: string;
            };
            /** @description Where the alert was made, when it was made elsewhere. */
            generator_url?: string;
            /** @description When the conditions began to hold; event time in ms. */
            episode_start: number;
            /** @description When the state changed; event time in ms. */
            at: number;
            value: number | null;
            /** @enum {string} */
            reason: "conditions_hold" | "hold_elapsed" | "conditions_cease" | "keep_firing_elapsed" | "conditions_unknown" | "series_forgotten" | "rule_changed" | "rule_paused" | "rule_removed";
            evidence: {
                /** @description Where the condition stands in the rule, such as `conditions[0]`. */
                path: string;
                type: string;
                metric: string;
                /** @description Labels of the series that decided. */
                labels: {
                    [key: string]: string;
                };
                holds: boolean | null;
                value: number | null;
                operator?: string;
                threshold?: number;
                window?: string;
                /** @description What was evaluated, of conditions over many series. */
                expr?: string;
                sampled_at: number | null;
            }[];
            /** @description The record of the samples topic that it was decided at. */
            source: {
                partition: number;
                offset: number;
            };
        };
        /** @enum {string} */
        AlertState: "pending" | "inactive" | "firing" | "resolved";
        RuleEvaluationResult: {
            rule_id: string;
            /** @description As of a request of its own. */
            status: number;
            /** @enum {string} */
            outcome: "evaluated" | "refused";
            rule_name?: string;
            rule_version?: number;
            evaluation?: components["schemas"]["RuleEvaluation"];
            problem?: {
                type: string;
                title: string;
                status: number;
                detail: string;
                errors?: {
                    path: string;
                    code: string;
                    message: string;
                    fix: string;
                    /** @description In what was sent as YAML; counted from 1. */
                    line?: number;
                    column?: number;
                }[];
            };
        };
        /** @description How a rule stands at a time. */
        RuleEvaluation: {
            fired: boolean;
            /** @description Alerts that are pending or firing, 100 at most: each as it came to be so, with the values that decided. */
            alerts: {
                id: string;
                tenant_id: string;
                rule_id: string;
                rule_name: string;
                rule_version: number;
                severity: components["schemas"]["AlertSeverity"];
                category: components["schemas"]["AlertCategory"];
                state: components["schemas"]["AlertState"];
                fingerprint: string;
                labels: {
                    [key: string]: string;
                };
                annotations: {
                    [key: string]: string;
                };
                /** @description Where the alert was made, when it was made elsewhere. */
                generator_url?: string;
                /** @description When the conditions began to hold; event time in ms. */
                episode_start: number;
                /** @description When the state changed; event time in ms. */
                at: number;
                value: number | null;
                /** @enum {string} */
                reason: "conditions_hold" | "hold_elapsed" | "conditions_cease" | "keep_firing_elapsed" | "conditions_unknown" | "series_forgotten" | "rule_changed" | "rule_paused" | "rule_removed";
                evidence: {
                    /** @description Where the condition stands in the rule, such as `conditions[0]`. */
                    path: string;
                    type: string;
                    metric: string;
                    /** @description Labels of the series that decided. */
                    labels: {
                        [key: string]: string;
                    };
                    holds: boolean | null;
                    value: number | null;
                    operator?: string;
                    threshold?: number;
                    window?: string;
                    /** @description What was evaluated, of conditions over many series. */
                    expr?: string;
                    sampled_at: number | null;
                }[];
            }[];
            alerts_left_out: number;
            /** @description How many series its conditions looked at. */
            series_read: number;
            /** @description Why conditions over many series could not be evaluated the last time. */
            error: string | null;
        };
        RuleEvaluationRequestInput: {
            /** @description These rules; all active ones when left out. */
            ids?: string[];
            /**
             * @description Rules in this folder and in those below it.
             * @example team/payments
             */
            folder?: string;
            /** @description Rules that have all of these labels. */
            labels?: {
                [key: string]: string;
            };
            /** @description As of when; now when left out. Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. Whoever asks for further pages, or again, gives `meta.at` of the first answer. */
            at?: number | string;
            /**
             * @description Most rules of one page.
             * @default 500
             */
            limit?: number;
            /** @description `meta.next_cursor` of the page before. */
            cursor?: string;
        };
        /** @description What a group of rules would have done over samples of the past. */
        BacktestReport: {
            /** @enum {string} */
            kind: "finished" | "cancelled";
            group: string;
            /** @description Milliseconds since 1970. */
            from: number;
            /** @description Milliseconds since 1970. */
            to: number;
            /** @description How often the group was evaluated. */
            ticks: number;
            rules: {
                rule_id: string;
                name: string;
                /** @enum {string} */
                kind: "alerting" | "recording";
                /** @description How often one of its alerts began to fire. */
                firings: number;
                /** @description How long at least one of its alerts fired. */
                in_alert_ms: number;
                /** @description How long the alert fired that fired longest. */
                longest_ms: number;
                /** @description How often an alert was resolved within five minutes of firing. */
                flaps: number;
                /** @description How often it could not be evaluated. */
                errors: number;
                last_error: string | null;
            }[];
            /** @description As an Alertmanager with its defaults sends them, by alerts' names. */
            notifications: number;
            notifications_per_week: number | null;
            incidents: {
                incidents: number;
                found: number;
                /** @description The share of alerts that told of an incident. */
                precision: number | null;
                /** @description The share of incidents that an alert told of. */
                recall: number | null;
                /** @description Median of how long before an incident an alert fired. */
                lead_ms: number | null;
            } | null;
            transitions: components["schemas"]["Transition"][];
            /** @description What evaluating it takes; told by the platform. */
            cost?: {
                /** @description How many series are looked at. */
                series: number;
                /** @description How many samples of them lie in the time that was looked at. */
                samples: number;
                /** @description By the clock; null where each sample decides, as it comes. */
                evaluations_per_day: number | null;
            };
        };
        BacktestRequestInput: {
            /** @description A stored rule; or give `rule`. */
            rule_id?: string;
            rule?: components["schemas"]["RuleConfigModelInput"];
            group?: components["schemas"]["RuleGroupDraftInput"];
            /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
            from: number | string;
            /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
            to: number | string;
            /** @description When something was really wrong; with them, precision and recall are told. */
            incidents?: {
                /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                from: number | string;
                /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                to: number | string;
            }[];
        };
        Predictions: {
            /** @description Whether this installation predicts anything. */
            is_on: boolean;
            /** @description The greatest of the chances: at least one alert fires with no less. Null where none is told. */
            alert_probability: number | null;
            /** @description The likeliest first. */
            predicted_alerts: components["schemas"]["PredictedAlert"][];
            /** @description Of what nothing can be told, and why. */
            abstained: components["schemas"]["AbstainedPrediction"][];
            /** @description Series that rules ask for, or that are marked, and that nothing is predicted of, for want of room. */
            series_left_out: number;
        };
        PredictedAlert: {
            rule_id: string;
            metric: string;
            labels: {
                [key: string]: string;
            };
            /** @enum {string} */
            horizon: "15m" | "1h" | "6h" | "24h" | "7d";
            /** @description When it was told; event time in ms since 1970. */
            at: number;
            rule_name: string;
            severity: components["schemas"]["AlertSeverity"];
            /** @description That the rule fires on the series within the horizon; 0 to 1. */
            probability: number;
            /** @description After how long, from now, the rule is as likely as not to have fired; 0 where that time has come, null where it lies beyond the horizon. */
            time_to_breach_ms: number | null;
        };
        AbstainedPrediction: {
            rule_id: string | null;
            metric: string;
            labels: {
                [key: string]: string;
            };
            /** @enum {string} */
            horizon: "15m" | "1h" | "6h" | "24h" | "7d";
            /** @description When it was told; event time in ms since 1970. */
            at: number;
            /** @description Null where it is about all rules, or the rule is gone. */
            rule_name: string | null;
            reason: string;
        };
        /** @description Whether chances mean what they say. */
        PredictionReliability: {
            /** @enum {string} */
            horizon: "15m" | "1h" | "6h" | "24h" | "7d";
            /** @description When the first chances were told that are judged; ms since 1970. */
            from: number;
            /** @description And the last: one horizon ago. */
            to: number;
            /** @description How many chances were judged: four a horizon at most of each rule and series. */
            count: number;
            /** @description The mean squared distance of chances from what happened: 0 is perfect; null where there are none. */
            brier: number | null;
            /** @description The same of somebody who always tells the share that came true; null where there are none. */
            brier_of_share: number | null;
            bins: components["schemas"]["ReliabilityBin"][];
        };
        /** @description Chances of about the same size. */
        ReliabilityBin: {
            from: number;
            to: number;
            count: number;
            /** @description The mean of the chances; null where there are none. */
            told: number | null;
            /** @description Which share of them came true; null where there are none. */
            happened: number | null;
        };
        /** @description The series that a tenant has marked. */
        PredictionMarks: {
            /** @description Selectors in Prometheus notation; a series is marked that fits one of them, and `{}` marks all. Where there is not room for all, those of earlier selectors go first. */
            selectors: string[];
            tenant_id: string;
            version: number;
            created_at: number;
            updated_at: number;
        };
        /** @description Series that are given a score and forecasts though no rule asks for them. */
        PredictionMarksDraftInput: {
            /** @description Selectors in Prometheus notation; a series is marked that fits one of them, and `{}` marks all. Where there is not room for all, those of earlier selectors go first. Metrics of the platform itself (`tocsin_…`) cannot be named. */
            selectors: string[];
        };
        UnderstandingOfWords: {
            /** @enum {string} */
            kind: "rule" | "asked" | "refused";
            /** @description Among how many series the words were looked for. */
            series: number;
            /** @description With `rule`. */
            rule?: components["schemas"]["ReadingOfWords"];
            /** @description With `rule`, when it was asked for. */
            backtest?: components["schemas"]["BacktestOfWords"];
            /** @description With `asked` and `refused`: a stable name of the reason. */
            code?: string;
            /** @description With `asked`. */
            question?: string;
            /** @description With `asked`: the readings that remain, each a rule; empty where only more words help. */
            choices?: components["schemas"]["ChoiceOfReading"][];
            /** @description With `refused`. */
            reason?: string;
            /** @description With `refused`: what can be said. */
            can?: string;
            /** @description There when a language model was asked, which the operator has to switch on, and the grammar to have no rule. With `proposed`, the rule, or the last of the choices, is its proposal. */
            model?: {
                name: string;
                /** @enum {string} */
                outcome: "proposed" | "none" | "rejected" | "failed";
                message: string;
            };
        };
        ReadingOfWords: {
            /** @description As it can be posted to /api/rules. */
            draft: components["schemas"]["RuleConfigModel"];
            /** @description The rule in one sentence. */
            reading: string;
            /** @description What was not said and is taken to be so. */
            assumptions: string[];
            /** @description What was said and a rule cannot hold, with where it belongs. */
            left_out: {
                /** @enum {string} */
                kind: "schedule" | "receiver";
                words: string;
                instead: string;
            }[];
        };
        BacktestOfWords: {
            /** @description Milliseconds since 1970. */
            from: number;
            to: number;
            firings: number;
            in_alert_ms: number;
            notifications_per_week: number | null;
        };
        ChoiceOfReading: {
            /** @description As it can be posted to /api/rules. */
            draft: components["schemas"]["RuleConfigModel"];
            /** @description The rule in one sentence. */
            reading: string;
            /** @description What was not said and is taken to be so. */
            assumptions: string[];
            /** @description What was said and a rule cannot hold, with where it belongs. */
            left_out: {
                /** @enum {string} */
                kind: "schedule" | "receiver";
                words: string;
                instead: string;
            }[];
            label: string;
        };
        WordsRequestInput: {
            /** @description What the rule is to say, in English; or what is to change of `rule` or `rule_id`. */
            text: string;
            /** @description A stored rule; or give `rule`. */
            rule_id?: string;
            rule?: components["schemas"]["RuleConfigModelInput"];
            /** @description The severity where the words name none. */
            priority?: components["schemas"]["AlertSeverityInput"];
            /** @description Labels of the series that are meant in all that is said. */
            context?: {
                [key: string]: string;
            };
            /** @description Tells how often the rule would have fired in so much of the past; nothing when left out. */
            backtest_hours?: number;
        };
        Incident: {
            title: string;
            /** @description Which alerts should have told of it, as silences say it: all must fit. `alertname`, `severity` and labels. */
            matchers: string[];
            starts_at: number;
            ends_at: number;
            id: string;
            tenant_id: string;
            created_by: string;
            created_at: number;
        };
        RecommendationAnswer: {
            /** @enum {string} */
            kind: "recommended" | "abstained";
            /** @description With `recommended`. */
            recommendation?: components["schemas"]["ConfigurationRecommendation"];
            /**
             * @description With `abstained`: why nothing is recommended.
             * @enum {string}
             */
            reason?: "unsupported_rule" | "no_samples" | "history_too_short" | "too_many_samples" | "no_alert" | "no_incident" | "too_few_incidents" | "nothing_to_gain" | "did_not_hold" | "not_confident";
            /** @description With `abstained`: the same in a sentence. */
            message?: string;
        };
        ConfigurationRecommendation: {
            before: components["schemas"]["RuleSetting"];
            after: components["schemas"]["RuleSetting"];
            /** @description What it would have come to, in one sentence. */
            text: string;
            /** @description The chance that it sends pages less often than the setting of now, by the later part of the history, which had no part in the choice. */
            confidence: number;
            backtest: components["schemas"]["RecommendationBacktest"];
            id: string;
            tenant_id: string;
            rule_id: string;
            rule_name: string;
            /** @description The version that it speaks of; no other is changed by it. */
            rule_version: number;
            /**
             * @description `out_of_date` is told of an open one whose rule has changed since, or is gone.
             * @enum {string}
             */
            state: "open" | "accepted" | "refused" | "superseded" | "out_of_date";
            made_by: string;
            made_at: number;
            updated_at: number;
            /** @description Who accepted or refused it, and why. */
            decision?: {
                by: string;
                at: number;
                reason: string;
            };
            /** @description The version that it made of the rule; where approval is needed, it waits for that. */
            applied_version?: number;
        };
        /** @description What a recommendation is about: the threshold of a rule and its `for`. */
        RuleSetting: {
            /** @enum {string} */
            operator: ">" | ">=" | "<" | "<=";
            threshold: number;
            /**
             * @description A duration in Prometheus notation.
             * @example 5m
             */
            for: string;
        };
        /** @description Both settings over the same samples, by the live engine. */
        RecommendationBacktest: {
            /** @description Milliseconds since 1970. */
            from: number;
            incidents: number;
            before: components["schemas"]["SettingFigures"];
            after: components["schemas"]["SettingFigures"];
            /** @description Milliseconds since 1970. */
            to: number;
            /** @description By how much it would have told of an incident later, at most. */
            later_ms: number;
            settings_tried: number;
            /** @description Of that, the later part alone. */
            held_out: {
                /** @description Milliseconds since 1970. */
                from: number;
                incidents: number;
                before: components["schemas"]["SettingFigures"];
                after: components["schemas"]["SettingFigures"];
            };
        };
        SettingFigures: {
            /** @description How often an alert of the rule began to fire. */
            pages: number;
            /** @description Of how many incidents no alert told. */
            missed: number;
        };
        RecommendationOutcome: {
            /** @description Milliseconds since 1970. */
            from: number;
            /** @description Now, or when the rule got another setting. */
            to: number;
            incidents: number;
            /** @description What the rule really did. */
            sent: components["schemas"]["SettingFigures"];
            /** @description What it would have done with the setting of before. */
            before: components["schemas"]["SettingFigures"];
            /** @description What the recommendation promised, for as long a time. */
            promised_pages: number;
            /** @description How many notifications of its firing alerts receivers took, 1000 at most. */
            delivered: number;
            text: string;
        };
        /** @description Alerts of one group that fired together or shortly after each other. */
        AlertIncident: {
            /** @description That of the alert that it began with. */
            id: string;
            state: components["schemas"]["AlertIncidentState"];
            /** @description The worst of its alerts. */
            severity: components["schemas"]["AlertSeverity"];
            /** @description Each once, 20 at most. */
            rule_names: string[];
            /** @description What the policy groups its alerts by. */
            group_labels: {
                [key: string]: string;
            };
            /** @description What all of its alerts say alike. */
            common_labels: {
                [key: string]: string;
            };
            /** @description When the first of them fired; ms since 1970. */
            started_at: number;
            /** @description When the last of them was over; null while one fires. */
            ended_at: number | null;
            alerts: number;
            firing: number;
            notes: number;
        };
        /**
         * @description `open` while one of its alerts fires.
         * @enum {string}
         */
        AlertIncidentState: "open" | "closed";
        /**
         * @description `open` while one of its alerts fires.
         * @enum {string}
         */
        AlertIncidentStateInput: "open" | "closed";
        ShownAlertIncident: {
            /** @description That of the alert that it began with. */
            id: string;
            state: components["schemas"]["AlertIncidentState"];
            /** @description The worst of its alerts. */
            severity: components["schemas"]["AlertSeverity"];
            /** @description Each once, 20 at most. */
            rule_names: string[];
            /** @description What the policy groups its alerts by. */
            group_labels: {
                [key: string]: string;
            };
            /** @description What all of its alerts say alike. */
            common_labels: {
                [key: string]: string;
            };
            /** @description When the first of them fired; ms since 1970. */
            started_at: number;
            /** @description When the last of them was over; null while one fires. */
            ended_at: number | null;
            firing: number;
            alerts_total: number;
            /** @description The first 500 in the order in which they fired. */
            alerts: components["schemas"]["Alert"][];
            /** @description Oldest first, the last 500. */
            timeline: components["schemas"]["AlertIncidentStep"][];
            notes: components["schemas"]["IncidentNote"][];
            /** @description Earlier ones that have many labels in common with it, the most similar first. */
            similar: components["schemas"]["SimilarIncident"][];
        };
        /** @description One episode of an alert: from when its conditions began to hold until it was over. */
        Alert: {
            id: string;
            tenant_id: string;
            rule_id: string;
            rule_name: string;
            rule_version: number;
            severity: components["schemas"]["AlertSeverity"];
            category: components["schemas"]["AlertCategory"];
            state: components["schemas"]["AlertState"];
            /** @description Of the alert's labels, as Alertmanager makes it; the same in notifications and in `/api/v2`. */
            fingerprint: string;
            labels: {
                [key: string]: string;
            };
            annotations: {
                [key: string]: string;
            };
            /** @description Where the alert was made, when it was made elsewhere. */
            generator_url?: string;
            value: number | null;
            /** @description When the conditions began to hold; event time in ms since 1970. */
            started_at: number;
            fired_at: number | null;
            resolved_at: number | null;
            updated_at: number;
        };
        /** @description What happened: to an alert, what somebody said of one, or a note. */
        AlertIncidentStep: {
            /** @constant */
            kind: "alert";
            at: number;
            alert_id: string;
            rule_name: string;
            state: components["schemas"]["AlertState"];
            /** @enum {string} */
            reason: "conditions_hold" | "hold_elapsed" | "conditions_cease" | "keep_firing_elapsed" | "conditions_unknown" | "series_forgotten" | "rule_changed" | "rule_paused" | "rule_removed";
        } | {
            /** @constant */
            kind: "said";
            at: number;
            alert_id: string;
            rule_name: string;
            /** @enum {string} */
            said: "acknowledged" | "snoozed";
            by: string;
        } | {
            /** @constant */
            kind: "note";
            at: number;
            note_id: string;
            by: string;
            text: string;
        };
        /** @description What somebody wrote down about an incident. */
        IncidentNote: {
            text: string;
            id: string;
            by: string;
            /** @description ms since 1970. */
            at: number;
        };
        SimilarIncident: {
            /** @description That of the alert that it began with. */
            id: string;
            state: components["schemas"]["AlertIncidentState"];
            /** @description The worst of its alerts. */
            severity: components["schemas"]["AlertSeverity"];
            /** @description Each once, 20 at most. */
            rule_names: string[];
            /** @description What the policy groups its alerts by. */
            group_labels: {
                [key: string]: string;
            };
            /** @description What all of its alerts say alike. */
            common_labels: {
                [key: string]: string;
            };
            /** @description When the first of them fired; ms since 1970. */
            started_at: number;
            /** @description When the last of them was over; null while one fires. */
            ended_at: number | null;
            alerts: number;
            firing: number;
            notes: number;
            similarity: number;
        };
        IncidentNoteDraftInput: {
            text: string;
        };
        GroupHealth: {
            tenant_id: string;
            /** @description A rule group; `tocsin:conditions:ID` evaluates the conditions of the rule ID over many series. */
            group: string;
            version: number;
            /** @description The evaluation that is told of; milliseconds since 1970. */
            at: number;
            /** @description How long its evaluation took, in all partitions together; milliseconds. Versions that did not measure it left it out. */
            duration_ms?: number;
            rules: {
                name: string;
                /** @enum {string} */
                health: "ok" | "err";
                /** @description What was wrong when its health last changed; empty for nothing. */
                last_error: string;
                /** @description The limit that keeps it from being evaluated. */
                limit: {
                    /** @enum {string} */
                    name: "steps";
                    max: number;
                    use: number;
                } | null;
                /** @description How long its evaluation took, in all partitions together; milliseconds. Versions that did not measure it left it out. */
                duration_ms?: number;
            }[];
        };
        RuleStandings: {
            /** @description How many rules fit. */
            total: number;
            facets: components["schemas"]["RuleFacets"];
            rules: components["schemas"]["RuleStanding"][];
        };
        /** @description How many rules have each value, the most first and at most 50: among those that fit all that is asked for but this facet. */
        RuleFacets: {
            status: {
                value: string;
                count: number;
            }[];
            severity: {
                value: string;
                count: number;
            }[];
            category: {
                value: string;
                count: number;
            }[];
            alert_state: {
                value: string;
                count: number;
            }[];
            health: {
                value: string;
                count: number;
            }[];
            source: {
                value: string;
                count: number;
            }[];
            owner: {
                value: string;
                count: number;
            }[];
            folder: {
                value: string;
                count: number;
            }[];
            group: {
                value: string;
                count: number;
            }[];
        };
        /** @description A rule, how it is evaluated, and how its alerts stand. */
        RuleStanding: {
            /** @description Of the rule; alerts bear it as `rule_id`. */
            id: string;
            /** @enum {string} */
            kind: "alerting" | "recording";
            name: string;
            /** @description The rule group that it is written in; null for a rule by itself. */
            group: string | null;
            /**
             * @description `provisioned`: kept from outside; `group`: written in a rule group here; `api`: written here.
             * @enum {string}
             */
            source: "api" | "group" | "provisioned";
            provisioned_by: string | null;
            version: number;
            status: components["schemas"]["RuleStatus"];
            /** @description Null for a recording rule. */
            severity: components["schemas"]["AlertSeverity"] | null;
            category: components["schemas"]["AlertCategory"] | null;
            owner: string | null;
            folder: string | null;
            /**
             * @description The worst of its alerts.
             * @enum {string}
             */
            alert_state: "inactive" | "pending" | "firing";
            /** @description How many of its alerts are pending. */
            pending: number;
            /** @description How many of its alerts fire. */
            firing: number;
            /** @description How many of those that fire are silenced; of very many, the last changed. */
            silenced: number;
            /**
             * @description `unknown` for what is not evaluated, or was not yet.
             * @enum {string}
             */
            health: "ok" | "err" | "unknown";
            last_error: string;
            /** @description How often it is evaluated by the clock; null for a rule that each sample decides. */
            interval_ms: number | null;
            /** @description By the clock, ms since 1970; null where the clock does not, or has not yet. */
            last_evaluation: number | null;
            /** @description How long its evaluation by the clock took, in all partitions together: of the last one, or of one up to 15 s before. Null where nothing is known. */
            evaluation_duration_ms: number | null;
            /** @description Whether a change of it waits for approval. */
            awaits_approval: boolean;
            updated_at: number;
        };
        ListedAlert: {
            id: string;
            tenant_id: string;
            rule_id: string;
            rule_name: string;
            rule_version: number;
            severity: components["schemas"]["AlertSeverity"];
            category: components["schemas"]["AlertCategory"];
            state: components["schemas"]["AlertState"];
            /** @description Of the alert's labels, as Alertmanager makes it; the same in notifications and in `/api/v2`. */
            fingerprint: string;
            labels: {
                [key: string]: string;
            };
            annotations: {
                [key: string]: string;
            };
            /** @description Where the alert was made, when it was made elsewhere. */
            generator_url?: string;
            value: number | null;
            /** @description When the conditions began to hold; event time in ms since 1970. */
            started_at: number;
            fired_at: number | null;
            resolved_at: number | null;
            updated_at: number;
            status: components["schemas"]["AlertStatus"];
        };
        /** @description Whether anybody is told of an alert, and if not, why. */
        AlertStatus: {
            /**
             * @description Whether it is told; `unprocessed` is what does not fire.
             * @enum {string}
             */
            state: "active" | "suppressed" | "unprocessed";
            /** @description Ids of silences. */
            silenced_by: string[];
            /** @description Ids of alerts. */
            inhibited_by: string[];
            /** @description Names of time intervals, when they mute all its routes. */
            muted_by: string[];
            /** @description Who cares for it: it is not repeated. */
            acknowledged_by: string | null;
            /** @description Who wants nothing to be told of it until it is over. */
            snoozed_by: string | null;
            /** @description Whether one of its routes names a receiver that there is; where none does, nobody is told. */
            has_receiver: boolean;
        };
        ShownAlert: {
            id: string;
            tenant_id: string;
            rule_id: string;
            rule_name: string;
            rule_version: number;
            severity: components["schemas"]["AlertSeverity"];
            category: components["schemas"]["AlertCategory"];
            state: components["schemas"]["AlertState"];
            /** @description Of the alert's labels, as Alertmanager makes it; the same in notifications and in `/api/v2`. */
            fingerprint: string;
            labels: {
                [key: string]: string;
            };
            annotations: {
                [key: string]: string;
            };
            /** @description Where the alert was made, when it was made elsewhere. */
            generator_url?: string;
            value: number | null;
            /** @description When the conditions began to hold; event time in ms since 1970. */
            started_at: number;
            fired_at: number | null;
            resolved_at: number | null;
            updated_at: number;
            /** @description In a sentence, why the alert is in its state. */
            reason: string;
            /** @description Each condition as it stood at the last change. */
            evidence: {
                /** @description Where the condition stands in the rule, such as `conditions[0]`. */
                path: string;
                type: string;
                metric: string;
                /** @description Labels of the series that decided. */
                labels: {
                    [key: string]: string;
                };
                holds: boolean | null;
                value: number | null;
                operator?: string;
                threshold?: number;
                window?: string;
                /** @description What was evaluated, of conditions over many series. */
                expr?: string;
                sampled_at: number | null;
            }[];
            timeline: {
                transition_id: string;
                state: components["schemas"]["AlertState"];
                at: number;
                /** @enum {string} */
                reason: "conditions_hold" | "hold_elapsed" | "conditions_cease" | "keep_firing_elapsed" | "conditions_unknown" | "series_forgotten" | "rule_changed" | "rule_paused" | "rule_removed";
                value: number | null;
            }[];
            status: components["schemas"]["AlertStatus"];
        };
        /** @description Who is told of what, and when; one for each tenant. */
        NotificationPolicy: {
            route: components["schemas"]["PolicyRoute"];
            /** @default [] */
            inhibit_rules: components["schemas"]["InhibitRule"][];
            /** @default [] */
            time_intervals: {
                name: string;
                time_intervals: components["schemas"]["TimePeriod"][];
            }[];
            tenant_id: string;
            version: number;
            created_at: number;
            updated_at: number;
        };
        /** @description A node of the routing tree, as in Alertmanager. */
        PolicyRoute: {
            /** @description Ids of receivers; each is told of every group of this route. Nobody is, when there is none in it. */
            receivers?: string[];
            /** @description Labels that the alerts of a group have in common; `...` for all labels. */
            group_by?: string[];
            /** @description How long a new group waits for more alerts before it is told; 30s by default. */
            group_wait?: string;
            /** @description How long a group rests before changes in it are told; 5m by default. */
            group_interval?: string;
            /** @description After how long a group that has not changed is told again; 4h by default. */
            repeat_interval?: string;
            /** @description All must fit; the root takes every alert. */
            matchers?: string[];
            /** @description Whether the siblings that follow are asked, too, when this route fits. */
            continue?: boolean;
            mute_time_intervals?: string[];
            active_time_intervals?: string[];
            routes?: components["schemas"]["PolicyRoute"][];
        };
        /** @description While an alert of the source fires, those of the target with equal labels are held back. */
        InhibitRule: {
            source_matchers: string[];
            target_matchers: string[];
            equal?: string[];
        };
        /** @description Times of day, days and months, in a time zone; as in Alertmanager. */
        TimePeriod: {
            times?: {
                start_time: string;
                end_time: string;
            }[];
            /**
             * @example [
             *       "monday:friday"
             *     ]
             */
            weekdays?: string[];
            /**
             * @example [
             *       "-1"
             *     ]
             */
            days_of_month?: string[];
            /**
             * @example [
             *       "january:march"
             *     ]
             */
            months?: string[];
            /**
             * @example [
             *       "2026:2027"
             *     ]
             */
            years?: string[];
            /** @description The time zone that all of it is meant in; UTC when left out. */
            location?: string;
        };
        /** @description Who is told of what, and when. */
        NotificationPolicyDraftInput: {
            route: components["schemas"]["PolicyRouteInput"];
            /** @default [] */
            inhibit_rules?: components["schemas"]["InhibitRuleInput"][];
            /** @default [] */
            time_intervals?: {
                name: string;
                time_intervals: components["schemas"]["TimePeriodInput"][];
            }[];
        };
        /** @description A node of the routing tree, as in Alertmanager. */
        PolicyRouteInput: {
            /** @description Ids of receivers; each is told of every group of this route. Nobody is, when there is none in it. */
            receivers?: string[];
            /** @description Labels that the alerts of a group have in common; `...` for all labels. */
            group_by?: string[];
            /** @description How long a new group waits for more alerts before it is told; 30s by default. */
            group_wait?: string;
            /** @description How long a group rests before changes in it are told; 5m by default. */
            group_interval?: string;
            /** @description After how long a group that has not changed is told again; 4h by default. */
            repeat_interval?: string;
            /** @description All must fit; the root takes every alert. */
            matchers?: string[];
            /** @description Whether the siblings that follow are asked, too, when this route fits. */
            continue?: boolean;
            mute_time_intervals?: string[];
            active_time_intervals?: string[];
            routes?: components["schemas"]["PolicyRouteInput"][];
        };
        /** @description While an alert of the source fires, those of the target with equal labels are held back. */
        InhibitRuleInput: {
            source_matchers: string[];
            target_matchers: string[];
            equal?: string[];
        };
        /** @description Times of day, days and months, in a time zone; as in Alertmanager. */
        TimePeriodInput: {
            times?: {
                start_time: string;
                end_time: string;
            }[];
            /**
             * @example [
             *       "monday:friday"
             *     ]
             */
            weekdays?: string[];
            /**
             * @example [
             *       "-1"
             *     ]
             */
            days_of_month?: string[];
            /**
             * @example [
             *       "january:march"
             *     ]
             */
            months?: string[];
            /**
             * @example [
             *       "2026:2027"
             *     ]
             */
            years?: string[];
            /** @description The time zone that all of it is meant in; UTC when left out. */
            location?: string;
        };
        /** @description Where an alert of these labels would go, and what would hold it back now. */
        TestedLabels: {
            routes: {
                /** @description The matchers on the way to it. */
                route: string;
                receivers: {
                    id: string;
                    name: string;
                }[];
                group_key: string;
                group_labels: {
                    [key: string]: string;
                };
                group_wait_ms: number;
                group_interval_ms: number;
                repeat_interval_ms: number;
                /** @description Time intervals that mute this route now. */
                muted_by: string[];
            }[];
            silenced_by: string[];
            inhibited_by: string[];
        };
        /** @description What a configuration of Alertmanager came to. */
        ImportedConfiguration: {
            dry_run: boolean;
            /** @enum {string} */
            change: "created" | "changed" | "unchanged";
            policy: components["schemas"]["NotificationPolicyDraft"];
            /** @description Receivers that are made of it; those of the same name are used as they are. */
            receivers: {
                id: string;
                name: string;
                type: string;
                /** @description Of a webhook; others keep their addresses as secrets. */
                url?: string;
                send_resolved: boolean;
            }[];
            /** @description What cannot be taken over, and where it stands. */
            losses: {
                path: string;
                message: string;
                line: number;
                column: number;
            }[];
        };
        /** @description Who is told of what, and when. */
        NotificationPolicyDraft: {
            route: components["schemas"]["PolicyRoute"];
            /** @default [] */
            inhibit_rules: components["schemas"]["InhibitRule"][];
            /** @default [] */
            time_intervals: {
                name: string;
                time_intervals: components["schemas"]["TimePeriod"][];
            }[];
        };
        SilenceWithState: {
            /**
             * @description A maintenance window holds as a silence does, and is listed apart.
             * @default silence
             * @enum {string}
             */
            kind: "silence" | "maintenance";
            /** @description All must fit. */
            matchers: string[];
            comment: string;
            starts_at: number;
            ends_at: number;
            /** @description Only at these times between `starts_at` and `ends_at`; always when left out. */
            recurrence?: {
                /** @description A name of the policy's intervals. */
                time_interval: string;
            } | {
                time_intervals: components["schemas"]["TimePeriod"][];
            };
            id: string;
            tenant_id: string;
            created_by: string;
            created_at: number;
            updated_at: number;
            /** @enum {string} */
            state: "pending" | "active" | "expired";
        };
        /** @description How many alerts that fire now these matchers fit, and the first of them. */
        SilencePreview: {
            count: number;
            alerts: components["schemas"]["Alert"][];
        };
        Acknowledgement: {
            tenant_id: string;
            alert_id: string;
            /** @enum {string} */
            kind: "acknowledged" | "snoozed";
            by: string;
            at: number;
            comment: string;
        };
        /** @enum {string} */
        AlertStateInput: "pending" | "inactive" | "firing" | "resolved";
        /** @description An alert decided again from the log. */
        Explanation: {
            alert_id: string;
            /** @description Whether each transition came out identical to the one in the log. */
            reproduced: boolean;
            /** @description What was compared. */
            compared: string;
            note: string | null;
            rule: {
                id: string;
                name: string;
                version: number;
                /** @description As PromQL: of a rule of conditions, what is true where they hold. */
                text: string;
                /** @description The rule, or its group, as it stood. */
                definition: unknown;
            };
            /** @description Since when the log was read; ms since 1970. */
            replayed_from: number;
            /** @description How many of its records were read, by the replay that is told. */
            records: number;
            decisions: components["schemas"]["Decision"][];
        };
        /** @description One transition of an alert, decided again from the log. */
        Decision: {
            /** @description As it stands in the log. */
            transition: components["schemas"]["Transition"];
            reproduced: boolean;
            differences: {
                field: string;
                /** @description As it stands in the log; null for nothing. */
                recorded: unknown;
                /** @description As it was decided again; null for nothing. */
                replayed: unknown;
            }[];
            timers: {
                for: string;
                keep_firing_for: string;
                holds_since: number | null;
                /** @description When `for` elapses, or has elapsed. */
                fires_at: number | null;
                /** @description Since when the conditions do not hold while it goes on firing. */
                ceased_at: number | null;
                /** @description When `keep_firing_for` elapses. */
                ends_at: number | null;
            };
            conditions: {
                /** @description Where the condition stands in the rule, such as `conditions[0]`. */
                path: string;
                type: string;
                metric: string;
                /** @description Labels of the series that decided. */
                labels: {
                    [key: string]: string;
                };
                holds: boolean | null;
                value: number | null;
                operator?: string;
                threshold?: number;
                window?: string;
                /** @description What was evaluated, of conditions over many series. */
                expr?: string;
                sampled_at: number | null;
            }[];
            /** @description Of rules of a group: each operator of the plan. */
            operators: components["schemas"]["PlanOperator"][];
            /** @description The plan as text, with what each operator costs. */
            plan: string | null;
            inputs: components["schemas"]["InputSeries"][];
        };
        PlanOperator: {
            depth: number;
            text: string;
            /** @description How many elements it has in all. */
            elements: number;
            /** @description Those that concern the alert, twenty at most. */
            values: {
                labels: {
                    [key: string]: string;
                };
                /** @description What no number of JSON can be is a text; null is no value, such as a marker of staleness. */
                value: number | string | null;
            }[];
        };
        /** @description Samples that went into a decision. */
        InputSeries: {
            metric: string;
            labels: {
                [key: string]: string;
            };
            /** @description Times and values, oldest first. */
            samples: [
                number,
                number | string | null
            ][];
        };
        /** @description Why a rule did not fire. */
        WhyNot: {
            rule_id: string;
            rule_version: number | null;
            /** @description Milliseconds since 1970. */
            at: number;
            /** @enum {string} */
            reason: "nothing" | "timer" | "comparison" | "unknown" | "no_series" | "not_created" | "not_active";
            sentence: string;
            /** @description Series or entities that were asked for, fifty at most. */
            entities: components["schemas"]["WhyNotEntity"][];
            /** @description Of expressions: from the whole of each to the part that drops what is asked for. */
            steps: components["schemas"]["WhyNotStep"][];
            plan: string | null;
            /** @description Names that there are and that may have been meant. */
            close_names: string[];
        };
        WhyNotEntity: {
            labels: {
                [key: string]: string;
            };
            /** @enum {string} */
            reason: "nothing" | "timer" | "comparison" | "unknown" | "no_series" | "not_created" | "not_active";
            sentence: string;
            timers: {
                for: string;
                keep_firing_for: string;
                holds_since: number | null;
                /** @description When `for` elapses, or has elapsed. */
                fires_at: number | null;
                /** @description Since when the conditions do not hold while it goes on firing. */
                ceased_at: number | null;
                /** @description When `keep_firing_for` elapses. */
                ends_at: number | null;
            };
            /** @description How long `for` has still to run. */
            missing_ms: number | null;
            conditions: {
                /** @description Where the condition stands in the rule, such as `conditions[0]`. */
                path: string;
                type: string;
                metric: string;
                /** @description Labels of the series that decided. */
                labels: {
                    [key: string]: string;
                };
                holds: boolean | null;
                value: number | null;
                operator?: string;
                threshold?: number;
                window?: string;
                /** @description What was evaluated, of conditions over many series. */
                expr?: string;
                sampled_at: number | null;
            }[];
            inputs: components["schemas"]["InputSeries"][];
        };
        /** @description A part of an expression that gives nothing, and why. */
        WhyNotStep: {
            expression: string;
            /** @description Those that concern the alert, twenty at most. */
            values: {
                labels: {
                    [key: string]: string;
                };
                /** @description What no number of JSON can be is a text; null is no value, such as a marker of staleness. */
                value: number | string | null;
            }[];
            sentence: string;
        };
        /** @description A span of the log decided again, held against the transitions in the log. */
        ReplayReport: {
            /** @description Milliseconds since 1970. */
            from: number;
            /** @description Milliseconds since 1970. */
            to: number;
            /** @description Where in the log the replay began, so that windows were full at `from`. */
            replayed_from: number;
            /** @description How many records of the log were read. */
            records: number;
            equal: number;
            /** @description Transitions of the log that were not made again. */
            missing: number;
            /** @description Transitions that were made and do not stand in the log. */
            unexpected: number;
            /** @description Transitions that were made again with another content. */
            different: number;
            differences: {
                /** @enum {string} */
                kind: "missing" | "unexpected" | "different";
                id: string;
                state: string;
                /** @description Milliseconds since 1970. */
                at: number;
                rule_id: string;
                rule_name: string;
                labels: {
                    [key: string]: string;
                };
                /** @description Milliseconds since 1970. */
                episode_start: number;
                fields: {
                    field: string;
                    /** @description As it stands in the log; null for nothing. */
                    recorded: unknown;
                    /** @description As it was decided again; null for nothing. */
                    replayed: unknown;
                }[];
            }[];
            /** @description Of episodes that began before what can be decided again; they are not compared. */
            began_before: {
                transitions: number;
                alerts: {
                    rule_id: string;
                    rule_name: string;
                    labels: {
                        [key: string]: string;
                    };
                    /** @description Milliseconds since 1970. */
                    episode_start: number;
                }[];
            };
            /** @description Of rules whose version of then can no longer be had. */
            not_replayed: {
                transitions: number;
                rules: string[];
            };
        };
        ReplayRequestInput: {
            /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
            from: number | string;
            /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
            to: number | string;
        };
        /** @description Where notifications go. */
        ReceiverDraftInput: {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /**
             * @default webhook
             * @constant
             */
            type?: "webhook";
            /** Format: uri */
            url: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "email";
            to: string[];
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "slack";
            /**
             * Format: uri
             * @description Write-only: it is kept encrypted and never shown again.
             */
            webhook_url: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "msteams";
            /**
             * Format: uri
             * @description Write-only: it is kept encrypted and never shown again.
             */
            webhook_url: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "discord";
            /**
             * Format: uri
             * @description Write-only: it is kept encrypted and never shown again.
             */
            webhook_url: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "pagerduty";
            /**
             * Format: uri
             * @description Where events are sent: of the US region unless it is said.
             * @default https://events.pagerduty.com/v2/enqueue
             */
            url?: string;
            /** @description The integration key. Write-only. */
            routing_key: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "telegram";
            chat_id: string;
            message_thread_id?: number;
            /**
             * Format: uri
             * @default https://api.telegram.org
             */
            api_url?: string;
            /** @description Write-only. */
            bot_token: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @constant */
            type: "kafka";
        } | {
            name: string;
            /** @constant */
            type: "alertmanager";
            /** @description Base addresses; alerts are posted to `/api/v2/alerts` below each of them. */
            urls: string[];
        };
        /** @description Secrets are named and not shown. */
        Receiver: {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /**
             * @default webhook
             * @constant
             */
            type: "webhook";
            /** Format: uri */
            url: string;
            id: string;
            tenant_id: string;
            created_at: number;
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "email";
            to: string[];
            id: string;
            tenant_id: string;
            created_at: number;
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "slack";
            /** @description Names of the secrets that are kept. */
            secrets: "webhook_url"[];
            id: string;
            tenant_id: string;
            created_at: number;
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "msteams";
            /** @description Names of the secrets that are kept. */
            secrets: "webhook_url"[];
            id: string;
            tenant_id: string;
            created_at: number;
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "discord";
            /** @description Names of the secrets that are kept. */
            secrets: "webhook_url"[];
            id: string;
            tenant_id: string;
            created_at: number;
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "pagerduty";
            /**
             * Format: uri
             * @description Where events are sent: of the US region unless it is said.
             * @default https://events.pagerduty.com/v2/enqueue
             */
            url: string;
            /** @description Names of the secrets that are kept. */
            secrets: "routing_key"[];
            id: string;
            tenant_id: string;
            created_at: number;
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "telegram";
            chat_id: string;
            message_thread_id?: number;
            /**
             * Format: uri
             * @default https://api.telegram.org
             */
            api_url: string;
            /** @description Names of the secrets that are kept. */
            secrets: "bot_token"[];
            id: string;
            tenant_id: string;
            created_at: number;
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @constant */
            type: "kafka";
            id: string;
            tenant_id: string;
            created_at: number;
        } | {
            name: string;
            /** @constant */
            type: "alertmanager";
            /** @description Base addresses; alerts are posted to `/api/v2/alerts` below each of them. */
            urls: string[];
            id: string;
            tenant_id: string;
            created_at: number;
        };
        /** @description Alertmanagers, which are told again and again, have no health here. */
        ReceiverDetail: {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /**
             * @default webhook
             * @constant
             */
            type: "webhook";
            /** Format: uri */
            url: string;
            id: string;
            tenant_id: string;
            created_at: number;
            health?: components["schemas"]["ReceiverHealth"];
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "email";
            to: string[];
            id: string;
            tenant_id: string;
            created_at: number;
            health?: components["schemas"]["ReceiverHealth"];
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "slack";
            /** @description Names of the secrets that are kept. */
            secrets: "webhook_url"[];
            id: string;
            tenant_id: string;
            created_at: number;
            health?: components["schemas"]["ReceiverHealth"];
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "msteams";
            /** @description Names of the secrets that are kept. */
            secrets: "webhook_url"[];
            id: string;
            tenant_id: string;
            created_at: number;
            health?: components["schemas"]["ReceiverHealth"];
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "discord";
            /** @description Names of the secrets that are kept. */
            secrets: "webhook_url"[];
            id: string;
            tenant_id: string;
            created_at: number;
            health?: components["schemas"]["ReceiverHealth"];
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "pagerduty";
            /**
             * Format: uri
             * @description Where events are sent: of the US region unless it is said.
             * @default https://events.pagerduty.com/v2/enqueue
             */
            url: string;
            /** @description Names of the secrets that are kept. */
            secrets: "routing_key"[];
            id: string;
            tenant_id: string;
            created_at: number;
            health?: components["schemas"]["ReceiverHealth"];
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "telegram";
            chat_id: string;
            message_thread_id?: number;
            /**
             * Format: uri
             * @default https://api.telegram.org
             */
            api_url: string;
            /** @description Names of the secrets that are kept. */
            secrets: "bot_token"[];
            id: string;
            tenant_id: string;
            created_at: number;
            health?: components["schemas"]["ReceiverHealth"];
        } | {
            name: string;
            /** @default true */
            send_resolved: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @constant */
            type: "kafka";
            id: string;
            tenant_id: string;
            created_at: number;
            health?: components["schemas"]["ReceiverHealth"];
        } | {
            name: string;
            /** @constant */
            type: "alertmanager";
            /** @description Base addresses; alerts are posted to `/api/v2/alerts` below each of them. */
            urls: string[];
            id: string;
            tenant_id: string;
            created_at: number;
            health?: components["schemas"]["ReceiverHealth"];
        };
        /** @description Times in ms since 1970. */
        ReceiverHealth: {
            /**
             * @description `unused` nothing was sent yet; `healthy` the last was taken; `failing` the last ones were not; `open` so many were not that only a probe is sent now and then; `refusing` it answers that what it is sent is wrong.
             * @enum {string}
             */
            state: "unused" | "healthy" | "failing" | "open" | "refusing";
            /** @description Attempts in a row without a usable answer. */
            failures: number;
            open_since: number | null;
            next_probe_at: number | null;
            last_delivered_at: number | null;
            last_failed_at: number | null;
            last_reason: string;
        };
        /** @description A secret that is left out stays as it is. */
        ReceiverReplacementInput: {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /**
             * @default webhook
             * @constant
             */
            type?: "webhook";
            /** Format: uri */
            url: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "email";
            to: string[];
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "slack";
            /**
             * Format: uri
             * @description Write-only: it is kept encrypted and never shown again.
             */
            webhook_url?: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "msteams";
            /**
             * Format: uri
             * @description Write-only: it is kept encrypted and never shown again.
             */
            webhook_url?: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "discord";
            /**
             * Format: uri
             * @description Write-only: it is kept encrypted and never shown again.
             */
            webhook_url?: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "pagerduty";
            /**
             * Format: uri
             * @description Where events are sent: of the US region unless it is said.
             * @default https://events.pagerduty.com/v2/enqueue
             */
            url?: string;
            /** @description The integration key. Write-only. */
            routing_key?: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
            title?: string;
            /** @description A template as `title`; it gives plain text, whatever the vendor. */
            text?: string;
            /** @constant */
            type: "telegram";
            chat_id: string;
            message_thread_id?: number;
            /**
             * Format: uri
             * @default https://api.telegram.org
             */
            api_url?: string;
            /** @description Write-only. */
            bot_token?: string;
        } | {
            name: string;
            /** @default true */
            send_resolved?: boolean;
            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
            rate_limit_per_minute?: number;
            /** @constant */
            type: "kafka";
        } | {
            name: string;
            /** @constant */
            type: "alertmanager";
            /** @description Base addresses; alerts are posted to `/api/v2/alerts` below each of them. */
            urls: string[];
        };
        ReceiverTestAnswer: {
            attempts: components["schemas"]["TestAttempt"][];
        };
        TestAttempt: {
            /** @description Where a receiver has several. */
            address?: string;
            /** @enum {string} */
            outcome: "delivered" | "not_delivered";
            /** @description Of HTTP; null where no answer came, or the way is another. */
            status: number | null;
            latency_ms: number;
            reason: string;
            /** @description The first 512 bytes of an answer that was text. */
            answer: string;
        };
        TestedAlertInput: {
            /**
             * @description Such as those that a rule gives its alerts.
             * @default {}
             */
            labels?: {
                [key: string]: string;
            };
            /** @default {} */
            annotations?: {
                [key: string]: string;
            };
        };
        /** @description A notification as the ledger has it. Times in ms since 1970. */
        NotificationSummary: {
            /** @description The idempotency key that the receiver saw. */
            id: string;
            receiver: {
                id: string;
                name: string;
                type: string;
            };
            group_key: string;
            /** @enum {string} */
            status: "firing" | "resolved";
            /**
             * @description `retried` is tried again; `failed` is given up; `held` waits until the tenant may send notifications again.
             * @enum {string}
             */
            outcome: "delivered" | "retried" | "failed" | "held";
            attempts: number;
            /** @description How many alerts it told of, a thousand at most. */
            alerts: number;
            first_at: number;
            last_at: number;
            /** @description Of the last attempt. */
            latency_ms: number;
            http_status: number | null;
            reason: string;
        };
        NotificationDetail: {
            /** @description The idempotency key that the receiver saw. */
            id: string;
            receiver: {
                id: string;
                name: string;
                type: string;
            };
            group_key: string;
            /** @enum {string} */
            status: "firing" | "resolved";
            /**
             * @description `retried` is tried again; `failed` is given up; `held` waits until the tenant may send notifications again.
             * @enum {string}
             */
            outcome: "delivered" | "retried" | "failed" | "held";
            attempts: number;
            /** @description How many alerts it told of, a thousand at most. */
            alerts: number;
            first_at: number;
            last_at: number;
            /** @description Of the last attempt. */
            latency_ms: number;
            http_status: number | null;
            reason: string;
            told: {
                alert_id: string;
                rule_id: string;
                fingerprint: string;
            }[];
            tries: components["schemas"]["DeliveryAttempt"][];
        };
        DeliveryAttempt: {
            /** @description From 1; a gap is an attempt whose process ended before it was written down; 0 where it was held back untried. */
            attempt: number;
            at: number;
            latency_ms: number;
            /**
             * @description `retried` is tried again; `failed` is given up; `held` waits until the tenant may send notifications again.
             * @enum {string}
             */
            outcome: "delivered" | "retried" | "failed" | "held";
            http_status: number | null;
            reason: string;
            /** @description The first 512 bytes of an answer that was text. */
            answer: string;
        };
        /** @description Times in ms since 1970. */
        WeeklyReport: {
            from: number;
            to: number;
            notifications: number;
            noise_per_rule: {
                rule_id: string;
                /** @description Null when it is gone. */
                rule_name: string | null;
                notifications: number;
                /** @description Different alerts (episodes). */
                alerts: number;
            }[];
            top_contributors: {
                rule_id: string;
                /** @description Null when it is gone. */
                rule_name: string | null;
                fingerprint: string;
                notifications: number;
                /** @description Different alerts (episodes). */
                alerts: number;
                /** @description Of all notifications that told of something that fires, from 0 to 1. */
                share: number;
            }[];
            /** @description Series with four alerts and more, the most first. */
            flapping: {
                rule_id: string;
                /** @description Null when it is gone. */
                rule_name: string | null;
                fingerprint: string;
                notifications: number;
                /** @description Different alerts (episodes). */
                alerts: number;
            }[];
            /** @description How long alerts waited for somebody. */
            acknowledgement: {
                /** @description Alerts that began to fire in the week, as far as they are kept. */
                alerts: number;
                acknowledged: number;
                /** @description From firing until somebody acknowledged or snoozed it. */
                wait_ms_p50: number | null;
                wait_ms_p95: number | null;
            };
            receivers: {
                receiver_id: string;
                receiver_name: string;
                receiver_type: string;
                notifications: number;
                attempts: number;
                delivered: number;
                failed: number;
                /** @description Of attempts that were delivered. */
                latency_ms_p50: number | null;
                latency_ms_p95: number | null;
            }[];
        };
        JsonSampleInput: {
            metric: string;
            /** @default {} */
            labels?: {
                [key: string]: string;
            };
            value: number;
            /** @description Milliseconds since 1970; now when left out. */
            timestamp?: number;
        };
        /** @description Times in seconds since 1970, values as text. */
        PrometheusResult: {
            /** @constant */
            resultType: "vector";
            result: {
                metric: {
                    [key: string]: string;
                };
                value: [
                    number,
                    string
                ];
            }[];
        } | {
            /** @constant */
            resultType: "matrix";
            result: {
                metric: {
                    [key: string]: string;
                };
                values: [
                    number,
                    string
                ][];
            }[];
        } | {
            /** @enum {string} */
            resultType: "scalar" | "string";
            result: [
                number,
                string
            ];
        };
        /** @description A failure in the form of Prometheus's API. */
        PrometheusError: {
            /** @constant */
            status: "error";
            /** @enum {string} */
            errorType: "bad_data" | "execution" | "timeout" | "canceled" | "not_found" | "internal" | "unavailable";
            error: string;
        };
        PrometheusRuleGroup: {
            name: string;
            file: string;
            rules: components["schemas"]["PrometheusRule"][];
            interval: number;
            limit: number;
            /** @description How long the evaluation by the clock took, in all partitions together; seconds. 0 where there is none. */
            evaluationTime: number;
            lastEvaluation: string;
        };
        PrometheusRule: {
            /** @constant */
            type: "alerting";
            name: string;
            query: string;
            labels: {
                [key: string]: string;
            };
            /** @enum {string} */
            health: "ok" | "err" | "unknown";
            /** @description What is wrong, where something is. */
            lastError?: string;
            /** @description How long the evaluation by the clock took, in all partitions together; seconds. 0 where there is none. */
            evaluationTime: number;
            lastEvaluation: string;
            /** @enum {string} */
            state: "inactive" | "pending" | "firing";
            duration: number;
            keepFiringFor: number;
            annotations: {
                [key: string]: string;
            };
            alerts: components["schemas"]["PrometheusAlert"][] | null;
        } | {
            /** @constant */
            type: "recording";
            name: string;
            query: string;
            labels: {
                [key: string]: string;
            };
            /** @enum {string} */
            health: "ok" | "err" | "unknown";
            /** @description What is wrong, where something is. */
            lastError?: string;
            /** @description How long the evaluation by the clock took, in all partitions together; seconds. 0 where there is none. */
            evaluationTime: number;
            lastEvaluation: string;
        };
        PrometheusAlert: {
            labels: {
                [key: string]: string;
            };
            annotations: {
                [key: string]: string;
            };
            /** @enum {string} */
            state: "pending" | "firing";
            /** @description When the conditions began to hold; RFC 3339. */
            activeAt: string;
            value: string;
        };
        /** @description An alert in the form of Alertmanager's API. */
        AlertmanagerAlert: {
            labels: {
                [key: string]: string;
            };
            annotations: {
                [key: string]: string;
            };
            startsAt: string;
            endsAt: string;
            updatedAt: string;
            fingerprint: string;
            receivers: {
                name: string;
            }[];
            status: {
                /** @enum {string} */
                state: "unprocessed" | "active" | "suppressed";
                silencedBy: string[];
                inhibitedBy: string[];
                mutedBy: string[];
            };
            generatorURL: string;
        };
        /** @description An alert as Alertmanager's API takes it. */
        PostableAlertInput: {
            labels: {
                [key: string]: string;
            };
            annotations?: {
                [key: string]: string;
            };
            /** Format: date-time */
            startsAt?: string;
            /** Format: date-time */
            endsAt?: string;
            generatorURL?: string;
        };
        /** @description A silence in the form of Alertmanager's API. */
        GettableSilence: {
            id: string;
            status: {
                /** @enum {string} */
                state: "expired" | "active" | "pending";
            };
            updatedAt: string;
            matchers: {
                name: string;
                value: string;
                isRegex: boolean;
                /** @default true */
                isEqual: boolean;
            }[];
            startsAt: string;
            endsAt: string;
            createdBy: string;
            comment: string;
        };
        /** @description A silence as Alertmanager's API takes it. */
        PostableSilenceInput: {
            id?: string;
            matchers: {
                name: string;
                value: string;
                isRegex: boolean;
                /** @default true */
                isEqual?: boolean;
            }[];
            /** Format: date-time */
            startsAt: string;
            /** Format: date-time */
            endsAt: string;
            /** @description Is not kept: the token says who it is. */
            createdBy: string;
            comment: string;
        };
        Session: {
            id: string;
            /** @description Opens the API for some minutes. */
            access_token: string;
            /** @description Milliseconds since 1970. */
            expires_at: number;
            /** @description Renews the session, once; the answer holds the next one. Used twice, the session is over. */
            refresh_token: string;
            /** @description Milliseconds since 1970. */
            session_expires_at: number;
            user: {
                id: string;
                name: string;
                /** @enum {string} */
                role: "viewer" | "editor" | "approver" | "admin";
            };
        };
        LoginInput: {
            /** @description The tenant of the first admin when left out. */
            tenant_id?: string;
            user: string;
            password: string;
        };
        SessionRenewalInput: {
            refresh_token: string;
        };
        Token: {
            /** @description By which it is revoked. */
            id: string;
            token: string;
            /** @description Milliseconds since 1970. */
            expires_at: number;
        };
        WelcomeSecretInput: {
            /** @description What stands behind the # of the link. */
            secret: string;
        };
        User: {
            id: string;
            tenant_id: string;
            name: string;
            /** @enum {string} */
            role: "viewer" | "editor" | "approver" | "admin";
            disabled: boolean;
            created_at: number;
            /** @description Since when this is the role; what was planned before is approved by others. */
            role_since: number;
        };
        NewUserInput: {
            name: string;
            password: string;
            /** @enum {string} */
            role: "viewer" | "editor" | "approver" | "admin";
        };
        UserChangeInput: {
            /** @enum {string} */
            role: "viewer" | "editor" | "approver" | "admin";
            disabled: boolean;
        };
        NewPasswordInput: {
            password: string;
        };
        ServiceAccount: {
            id: string;
            tenant_id: string;
            name: string;
            /** @enum {string} */
            role: "viewer" | "editor" | "approver" | "admin";
            /** @description Who made it, or a key of it: they approve nothing that it did. */
            owners: string[];
            created_at: number;
            keys: components["schemas"]["ApiKey"][];
        };
        ApiKey: {
            id: string;
            created_at: number;
            expires_at: number;
            /** @description How the key begins, by which it is recognised. */
            prefix: string;
            /** @description Within half a minute. */
            last_used_at: number | null;
        };
        NewServiceAccountInput: {
            name: string;
            /** @enum {string} */
            role: "viewer" | "editor" | "approver" | "admin";
        };
        ShownApiKey: {
            id: string;
            key: string;
            expires_at: number;
        };
        NewApiKeyInput: {
            /** @default 31536000 */
            expires_in_seconds?: number;
        };
        ApiKeyRotationInput: {
            /**
             * @description How long the old key still opens the door.
             * @default 86400
             */
            overlap_seconds?: number;
        };
        TokenRequestInput: {
            /** @description Who will use it; stands in audit events. */
            subject: string;
            /** @description The caller's own tenant when left out; only the operator names another. */
            tenant_id?: string;
            /**
             * @description Either a role, or `scopes`.
             * @enum {string}
             */
            role?: "viewer" | "editor" | "approver" | "admin";
            scopes?: ("rules:read" | "rules:write" | "rules:delete" | "metrics:read" | "admin:all")[];
            /**
             * @description Lets the token make tenants, and tokens for them; only the operator gives this away.
             * @default false
             */
            operator?: boolean;
            /**
             * @default standard
             * @enum {string}
             */
            tier?: "standard" | "premium";
            /** @default 2592000 */
            expires_in_seconds?: number;
        };
        ListedToken: {
            id: string;
            /** @enum {string} */
            kind: "token" | "session" | "api_key";
            subject: string;
            /** @description Empty for a session and an API key: their users and accounts have roles. */
            scopes: ("rules:read" | "rules:write" | "rules:delete" | "metrics:read" | "admin:all")[];
            role: ("viewer" | "editor" | "approver" | "admin") | null;
            operator: boolean;
            issued_by: string;
            created_at: number;
            expires_at: number;
            revoked_at: number | null;
        };
        AuditEvent: {
            id: string;
            /** @enum {string} */
            type: "rule_created" | "rule_modified" | "rule_deleted" | "rule_proposed" | "rule_approved" | "rule_rejected" | "configuration_changed" | "limit_reached" | "healing_run" | "healing_held" | "access_granted" | "access_denied" | "subject_read" | "subject_changed" | "subject_erased" | "records_deleted" | "dead_letter_replayed";
            tenant_id: string;
            /** @description Who asked for it, in the log by a pseudonym, or the service that did it. */
            actor: string;
            at: number;
            /** @description What it was done to, such as `rule/ID`. */
            subject: string;
            details: {
                [key: string]: unknown;
            };
        };
        /** @description Somebody who was let in, and everything that is held about them. */
        Subject: {
            /** @description The pseudonym by which everything is written down. */
            id: string;
            name: string;
            /** @description Milliseconds since 1970. */
            created_at: number;
            user: {
                id: string;
                /** @enum {string} */
                role: "viewer" | "editor" | "approver" | "admin";
                disabled: boolean;
                /** @description Milliseconds since 1970. */
                created_at: number;
            } | null;
            sessions: {
                id: string;
                /** @description Milliseconds since 1970. */
                created_at: number;
                /** @description Milliseconds since 1970. */
                expires_at: number;
            }[];
            tokens: {
                id: string;
                scopes: ("rules:read" | "rules:write" | "rules:delete" | "metrics:read" | "admin:all")[];
                role: ("viewer" | "editor" | "approver" | "admin") | null;
                /** @description Milliseconds since 1970. */
                created_at: number;
                /** @description Milliseconds since 1970. */
                expires_at: number;
                revoked_at: number | null;
            }[];
            /** @description What bears the pseudonym as who made it. */
            made: components["schemas"]["Mention"][];
            /** @description Text in which the name stands. */
            mentions: components["schemas"]["Mention"][];
            /** @description The newest events that bear the pseudonym. */
            audit: {
                event: components["schemas"]["AuditEvent"];
                /** @description Its number in the ledger, which `GET /api/audit/proof` proves; null while it is on its way. */
                entry: number | null;
            }[];
            /** @description How many there are; the rest is read by `GET /api/audit`. */
            audit_count: number;
            not_searched: {
                what: string;
                why: string;
            }[];
        };
        /** @description Where a text stands. */
        Mention: {
            in: string;
            id: string;
            field: string;
        };
        RenamedSubject: {
            id: string;
            name: string;
        };
        SubjectRenamingInput: {
            name: string;
        };
        SignedErasure: {
            certificate: components["schemas"]["ErasureCertificate"];
            /** @description Ed25519 over the certificate's canonical JSON (RFC 8785), in Base64, by the key of the ledger. */
            signature: string;
            /** @description What verifies it, in PEM. */
            public_key: string;
        };
        ErasureCertificate: {
            tenant_id: string;
            /** @description The pseudonym, which stands for nobody any more. */
            subject_id: string;
            /** @description Milliseconds since 1970. */
            at: number;
            /** @description The pseudonym of who asked for it. */
            erased_by: string;
            reason: string;
            /** @description What is not there any more. */
            erased: {
                what: string;
                count: number;
            }[];
            /** @description What still bears the pseudonym, and why it may. */
            kept: {
                what: string;
                count: number;
                basis: string;
            }[];
            /** @description Text that somebody wrote in which the name stands; it is for its authors to change. */
            found: {
                in: string;
                id: string;
                field: string;
            }[];
            /** @description What was looked through for the name, and how much of it. */
            searched: {
                what: string;
                count: number;
            }[];
            not_searched: {
                what: string;
                why: string;
            }[];
            /** @description The event of the audit that tells of it. */
            audit_event: string;
        };
        ErasureRequestInput: {
            /** @default asked by the person */
            reason?: string;
        };
        KeptErasure: {
            certificate: components["schemas"]["ErasureCertificate"];
            /** @description Ed25519 over the certificate's canonical JSON (RFC 8785), in Base64, by the key of the ledger. */
            signature: string;
            /** @description What verifies it, in PEM. */
            public_key: string;
            /** @description Its event's number in the ledger, which `GET /api/audit/proof` proves; null while it is on its way. */
            entry: number | null;
        };
        /** @description How many tenants have a key, and how many keys were wrapped anew. */
        KeyRotation: {
            tenants: number;
            rewrapped: number;
        };
        KeyRenewal: {
            /** @description Counts the data keys that the tenant has had. */
            generation: number;
            /** @description Persons whose names were sealed anew. */
            resealed: number;
        };
        Tenant: {
            tenant_id: string;
            name: string;
            quotas: components["schemas"]["Quotas"];
            created_at: number;
            updated_at: number;
        };
        Quotas: {
            /**
             * @description Rules of conditions.
             * @default 10000
             */
            rules: number;
            /**
             * @description Groups of rules.
             * @default 1000
             */
            rule_groups: number;
            /**
             * @description Rules in all groups.
             * @default 10000
             */
            grouped_rules: number;
            /**
             * @description Receivers.
             * @default 50
             */
            receivers: number;
            /**
             * @description Series that came within the last 24 hours. Samples of further ones are left out; what comes within a second may go beyond it.
             * @default 1600000
             */
            series: number;
            /**
             * @description Notifications sent within an hour of the clock. What is beyond it waits for the next hour, and receivers are told so.
             * @default 1000000
             */
            notifications_per_hour: number;
            /**
             * @description For how many hours samples are kept, by whole blocks of two hours; never longer than the platform keeps them.
             * @default 8784
             */
            history_hours: number;
            /**
             * @description Local users.
             * @default 1000
             */
            users: number;
            /**
             * @description Service accounts.
             * @default 200
             */
            service_accounts: number;
            /**
             * @description Tokens that have not expired.
             * @default 1000
             */
            tokens: number;
        };
        NewTenantInput: {
            id: string;
            name: string;
            /** @default {} */
            quotas?: components["schemas"]["QuotasInput"];
        };
        QuotasInput: {
            /**
             * @description Rules of conditions.
             * @default 10000
             */
            rules?: number;
            /**
             * @description Groups of rules.
             * @default 1000
             */
            rule_groups?: number;
            /**
             * @description Rules in all groups.
             * @default 10000
             */
            grouped_rules?: number;
            /**
             * @description Receivers.
             * @default 50
             */
            receivers?: number;
            /**
             * @description Series that came within the last 24 hours. Samples of further ones are left out; what comes within a second may go beyond it.
             * @default 1600000
             */
            series?: number;
            /**
             * @description Notifications sent within an hour of the clock. What is beyond it waits for the next hour, and receivers are told so.
             * @default 1000000
             */
            notifications_per_hour?: number;
            /**
             * @description For how many hours samples are kept, by whole blocks of two hours; never longer than the platform keeps them.
             * @default 8784
             */
            history_hours?: number;
            /**
             * @description Local users.
             * @default 1000
             */
            users?: number;
            /**
             * @description Service accounts.
             * @default 200
             */
            service_accounts?: number;
            /**
             * @description Tokens that have not expired.
             * @default 1000
             */
            tokens?: number;
        };
        TenantChangeInput: {
            name: string;
            /** @default {} */
            quotas?: components["schemas"]["QuotasInput"];
        };
        Usage: {
            [key: string]: {
                use: number;
                limit: number;
            };
        };
        /** @description An entry's canonical JSON (RFC 8785) is what is hashed: SHA-256 of a zero byte and that text is its leaf in the tree. */
        LedgerEntry: {
            sequence: number;
            /** @description When it was appended, in ms since 1970. */
            at: number;
            /** @description The hash of the entry before, in Base64; the first one's is of the ledger's name. */
            previous: string;
            event: components["schemas"]["AuditEvent"];
        };
        LedgerCheckpoint: {
            /** @description A signed note (c2sp.org/tlog-checkpoint). */
            checkpoint: string;
            /** @description How many entries it counts. */
            size: number;
            /** @description When it was signed, in ms since 1970. */
            at: number;
            /** @description What verifies it: an Ed25519 key in PEM. Keep it where you keep what you trust. */
            public_key: string;
            /** @description Who has it elsewhere by now, and who was named to have it and has it not. */
            witnesses: {
                name: string;
                /** @description When it had the checkpoint, in ms since 1970; null while it has it not. */
                at: number | null;
                /** @description What it has signed with, as lines that may stand below the note (c2sp.org/tlog-cosignature). */
                cosignatures: string[];
                /** @description Whether one of them is by the key that the operator has named for this witness; null while it has not the checkpoint. */
                verified: boolean | null;
            }[];
        };
        /** @description As RFC 9162, 2.1.3 has it. */
        LedgerInclusionProof: {
            entry: number;
            size: number;
            /** @description SHA-256, in Base64. */
            leaf: string;
            /** @description SHA-256, in Base64. */
            root: string;
            proof: string[];
        };
        /** @description As RFC 9162, 2.1.4 has it. */
        LedgerConsistencyProof: {
            from: number;
            to: number;
            /** @description SHA-256, in Base64. */
            root_from: string;
            /** @description SHA-256, in Base64. */
            root_to: string;
            proof: string[];
        };
        Control: {
            id: string;
            title: string;
            description: string;
            references: string[];
            severity: components["schemas"]["AlertSeverity"];
            events: {
                types: string[];
                /** @default [] */
                where: ({
                    field: string;
                    is: string | number | boolean;
                } | {
                    field: string;
                    is_not: string | number | boolean;
                } | {
                    field: string;
                    begins_with: string;
                } | {
                    field: string;
                    exists: boolean;
                } | {
                    field: string;
                    same_as: string;
                } | {
                    field: string;
                    other_than: string;
                })[];
            };
            breach: {
                /** @constant */
                kind: "each";
            } | {
                /** @constant */
                kind: "preceded";
                by: {
                    types: string[];
                    /** @default [] */
                    where: ({
                        field: string;
                        is: string | number | boolean;
                    } | {
                        field: string;
                        is_not: string | number | boolean;
                    } | {
                        field: string;
                        begins_with: string;
                    } | {
                        field: string;
                        exists: boolean;
                    } | {
                        field: string;
                        same_as: string;
                    } | {
                        field: string;
                        other_than: string;
                    })[];
                };
                same: {
                    here: string;
                    there: string;
                }[];
                within_ms: number;
            } | {
                /** @constant */
                kind: "not_preceded";
                by: {
                    types: string[];
                    /** @default [] */
                    where: ({
                        field: string;
                        is: string | number | boolean;
                    } | {
                        field: string;
                        is_not: string | number | boolean;
                    } | {
                        field: string;
                        begins_with: string;
                    } | {
                        field: string;
                        exists: boolean;
                    } | {
                        field: string;
                        same_as: string;
                    } | {
                        field: string;
                        other_than: string;
                    })[];
                };
                same: {
                    here: string;
                    there: string;
                }[];
                within_ms: number;
            } | {
                /** @constant */
                kind: "not_followed";
                by: {
                    types: string[];
                    /** @default [] */
                    where: ({
                        field: string;
                        is: string | number | boolean;
                    } | {
                        field: string;
                        is_not: string | number | boolean;
                    } | {
                        field: string;
                        begins_with: string;
                    } | {
                        field: string;
                        exists: boolean;
                    } | {
                        field: string;
                        same_as: string;
                    } | {
                        field: string;
                        other_than: string;
                    })[];
                };
                same: {
                    here: string;
                    there: string;
                }[];
                within_ms: number;
            } | {
                /** @constant */
                kind: "more_than";
                count: number;
                within_ms: number;
                per: string[];
            };
            examples: {
                name: string;
                events: {
                    after_ms: number;
                    type: string;
                    actor: string;
                    subject: string;
                    /** @default {} */
                    details: {
                        [key: string]: unknown;
                    };
                }[];
                until_ms?: number;
                violations: number[];
            }[];
        };
        EvidencePack: {
            /** @constant */
            format: "tocsin-evidence/1";
            tenant_id: string;
            from: number;
            to: number;
            made_at: number;
            /** @description The signed note that all proofs lead to. */
            checkpoint: string;
            /** @description What verifies it, in PEM. Compare it with the one that you keep. */
            public_key: string;
            /** @description Entries that were appended in the period. */
            entries: number;
            /** @description How many of them there are of each type. */
            events: {
                [key: string]: number;
            };
            controls: {
                id: string;
                title: string;
                description: string;
                references: string[];
                severity: string;
                /** @description Events of the period that it looked at. */
                judged: number;
                /** @description Entries of the ledger, by their numbers. */
                violations: number[];
            }[];
            /** @description Of the first and the last entry of the period, and of each violation. */
            proofs: {
                sequence: number;
                /** @description The line, as it stands in the ledger. */
                entry: string;
                /** @description As RFC 9162, 2.1.3 has it, in Base64. */
                proof: string[];
            }[];
        };
        AnonymisedAudit: {
            k: number;
            from: number;
            to: number;
            rows: {
                /** @description A hash under a key that was made for this answer and is kept nowhere. A person has another one for each combination of values, so that nobody is followed from one to the next. */
                person: string;
                when: string;
                action: string;
                on: string;
                role: string;
                events: number;
            }[];
            /** @description As what each value is told; `*` stands for any. */
            generalised: {
                name: string;
                told: string;
                level: number;
                levels: number;
            }[];
            /** @description What would have stood for fewer persons. */
            suppressed: {
                events: number;
                why: string;
            };
            /** @description Events of services, which are no persons and are left out. */
            of_services: number;
            /** @description Why there are no rows; null when there are. */
            nothing_left: string | null;
        };
        Retention: {
            hold: components["schemas"]["LegalHold"] | null;
            /** @description What the tenant decides about. */
            records: {
                /** @enum {string} */
                kind: "healing_runs" | "playbook_versions" | "rule_versions";
                /** @description Null: for ever. */
                days: number | null;
                /** @description Milliseconds since 1970; null where there is none. */
                oldest: number | null;
                /** @description The last time. */
                deleted: {
                    at: number;
                    count: number;
                } | null;
            }[];
            /** @description What is kept for as long as something else says. */
            others: {
                /** @enum {string} */
                kind: "samples" | "notifications" | "audit_ledger" | "erasures";
                /** @description Null: for ever. */
                days: number | null;
                /** @description Milliseconds since 1970; null where there is none. */
                oldest: number | null;
                /** @description Whether a legal hold keeps it from being deleted. */
                is_held: boolean;
                why: string;
            }[];
        };
        /** @description While it stands, nothing is deleted, and nobody is erased. */
        LegalHold: {
            reason: string;
            by: string;
            since: number;
        };
        RetentionChangeInput: {
            /** @default {} */
            days?: components["schemas"]["RetentionDaysInput"];
            /** @description Puts the tenant on legal hold; only null takes the hold away. Left out, it stays as it is. */
            hold?: {
                reason: string;
            } | null;
        };
        RetentionDaysInput: {
            /** @description For how many days runs of playbooks, counted from their end, are kept; null: for ever. What is left out of a change stays as it is. */
            healing_runs?: number | null;
            /** @description For how many days versions of playbooks, counted from when another one took their place, are kept; null: for ever. What is left out of a change stays as it is. */
            playbook_versions?: number | null;
            /** @description For how many days versions of rules and rule groups, counted from when another one took their place, are kept; null: for ever. What is left out of a change stays as it is. */
            rule_versions?: number | null;
        };
        /** @description A version of a playbook as it is stored. */
        Playbook: {
            name: string;
            /** @default  */
            description: string;
            /** @default true */
            is_enabled: boolean;
            trigger: {
                /** @default [] */
                rule_ids: string[];
                /** @default [] */
                matchers: string[];
                /** @default [] */
                severities: components["schemas"]["AlertSeverity"][];
                /**
                 * @default [
                 *       "firing"
                 *     ]
                 */
                states: ("pending" | "firing")[];
            };
            /** @default [] */
            preconditions: string[];
            steps: {
                /** @default  */
                name: string;
                /** @description One, or several that are done at the same time. */
                actions: ({
                    /** @constant */
                    kind: "kubernetes_restart";
                    workload: {
                        /** @example {{ $labels.deployment }} */
                        namespace: string;
                        /** @enum {string} */
                        kind: "Deployment" | "StatefulSet" | "DaemonSet";
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                } | {
                    /** @constant */
                    kind: "kubernetes_scale";
                    workload: {
                        /** @example {{ $labels.deployment }} */
                        namespace: string;
                        /** @enum {string} */
                        kind: "Deployment" | "StatefulSet" | "DaemonSet";
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                    replicas: number;
                } | {
                    /** @constant */
                    kind: "kubernetes_roll_back";
                    workload: {
                        /** @example {{ $labels.deployment }} */
                        namespace: string;
                        /** @enum {string} */
                        kind: "Deployment" | "StatefulSet" | "DaemonSet";
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                } | {
                    /** @constant */
                    kind: "kubernetes_cordon";
                    node: {
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                } | {
                    /** @constant */
                    kind: "kubernetes_evict";
                    pod: {
                        /** @example {{ $labels.deployment }} */
                        namespace: string;
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                } | {
                    /** @constant */
                    kind: "kubernetes_patch";
                    workload: {
                        /** @example {{ $labels.deployment }} */
                        namespace: string;
                        /** @enum {string} */
                        kind: "Deployment" | "StatefulSet" | "DaemonSet";
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                    patch: {
                        [key: string]: unknown;
                    };
                } | {
                    /** @constant */
                    kind: "kubernetes_job";
                    /** @example {{ $labels.deployment }} */
                    namespace: string;
                    /** @example {{ $labels.deployment }} */
                    cron_job: string;
                } | {
                    /** @constant */
                    kind: "docker_restart";
                    container: {
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                } | {
                    /** @constant */
                    kind: "aws_reboot_instance";
                    instance: {
                        /** @example {{ $labels.deployment }} */
                        id: string;
                    };
                } | {
                    /** @constant */
                    kind: "aws_scale_group";
                    group: {
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                    capacity: number;
                } | {
                    /** @constant */
                    kind: "webhook";
                    /** Format: uri */
                    url: string;
                    body: {
                        [key: string]: unknown;
                    };
                })[];
                /** @default 1 */
                attempts: number;
                /** @default 60000 */
                timeout_ms: number;
                /**
                 * @description What is done about its effects when a later step or the verification fails.
                 * @default undo
                 * @enum {string}
                 */
                compensate: "undo" | "none";
            }[];
            verification: {
                /**
                 * @description Without it, the alert must be over.
                 * @example up{job="{{ $labels.job }}"} == 1
                 */
                expr?: string;
                /** @default 600000 */
                within_ms: number;
                /**
                 * @description How long it must then go on to hold.
                 * @default 0
                 */
                for_ms: number;
            };
            blast_radius: {
                /** @default 10 */
                targets_max: number;
                /** @default 0.51 */
                healthy_share_min: number;
            };
            /** @default 900000 */
            cooldown_ms: number;
            budget: {
                /** @default 3 */
                per_target: number;
                /** @default 10 */
                per_playbook: number;
                /** @default 30 */
                per_tenant: number;
            };
            /** @description More triggers than that within the window are no single fault: healing rests as long again. */
            storm: {
                /** @default 20 */
                triggers_max: number;
                /** @default 600000 */
                window_ms: number;
            };
            /**
             * @default {
             *       "policy": "one"
             *     }
             */
            approval: {
                /** @constant */
                policy: "none";
            } | {
                /** @constant */
                policy: "one";
            } | {
                /** @constant */
                policy: "two";
            } | {
                /** @constant */
                policy: "at_night";
                /** @default 1 */
                people: number;
                /**
                 * @default within
                 * @enum {string}
                 */
                needed: "within" | "outside";
                hours: components["schemas"]["TimePeriod"][];
            };
            /**
             * @description How long approval is waited for.
             * @default 3600000
             */
            expires_ms: number;
            /** @description When nothing is healed. */
            maintenance_windows?: components["schemas"]["TimePeriod"][];
            id: string;
            tenant_id: string;
            version: number;
            /** @description Everybody who had a hand in this version; none of them approves its runs. */
            authors: {
                subject: string;
                owners: string[];
                issued_by?: string | null;
            }[];
            created_at: number;
            updated_at: number;
        };
        /** @description What is done about an alert, and within which bounds. */
        PlaybookDraftInput: {
            name: string;
            /** @default  */
            description?: string;
            /** @default true */
            is_enabled?: boolean;
            trigger: {
                /** @default [] */
                rule_ids?: string[];
                /** @default [] */
                matchers?: string[];
                /** @default [] */
                severities?: components["schemas"]["AlertSeverityInput"][];
                /**
                 * @default [
                 *       "firing"
                 *     ]
                 */
                states?: ("pending" | "firing")[];
            };
            /** @default [] */
            preconditions?: string[];
            steps: {
                /** @default  */
                name?: string;
                /** @description One, or several that are done at the same time. */
                actions: ({
                    /** @constant */
                    kind: "kubernetes_restart";
                    workload: {
                        /** @example {{ $labels.deployment }} */
                        namespace: string;
                        /** @enum {string} */
                        kind: "Deployment" | "StatefulSet" | "DaemonSet";
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                } | {
                    /** @constant */
                    kind: "kubernetes_scale";
                    workload: {
                        /** @example {{ $labels.deployment }} */
                        namespace: string;
                        /** @enum {string} */
                        kind: "Deployment" | "StatefulSet" | "DaemonSet";
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                    replicas: number;
                } | {
                    /** @constant */
                    kind: "kubernetes_roll_back";
                    workload: {
                        /** @example {{ $labels.deployment }} */
                        namespace: string;
                        /** @enum {string} */
                        kind: "Deployment" | "StatefulSet" | "DaemonSet";
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                } | {
                    /** @constant */
                    kind: "kubernetes_cordon";
                    node: {
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                } | {
                    /** @constant */
                    kind: "kubernetes_evict";
                    pod: {
                        /** @example {{ $labels.deployment }} */
                        namespace: string;
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                } | {
                    /** @constant */
                    kind: "kubernetes_patch";
                    workload: {
                        /** @example {{ $labels.deployment }} */
                        namespace: string;
                        /** @enum {string} */
                        kind: "Deployment" | "StatefulSet" | "DaemonSet";
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                    patch: {
                        [key: string]: unknown;
                    };
                } | {
                    /** @constant */
                    kind: "kubernetes_job";
                    /** @example {{ $labels.deployment }} */
                    namespace: string;
                    /** @example {{ $labels.deployment }} */
                    cron_job: string;
                } | {
                    /** @constant */
                    kind: "docker_restart";
                    container: {
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                } | {
                    /** @constant */
                    kind: "aws_reboot_instance";
                    instance: {
                        /** @example {{ $labels.deployment }} */
                        id: string;
                    };
                } | {
                    /** @constant */
                    kind: "aws_scale_group";
                    group: {
                        /** @example {{ $labels.deployment }} */
                        name: string;
                    };
                    capacity: number;
                } | {
                    /** @constant */
                    kind: "webhook";
                    /** Format: uri */
                    url: string;
                    body: {
                        [key: string]: unknown;
                    };
                })[];
                /** @default 1 */
                attempts?: number;
                /** @default 60000 */
                timeout_ms?: number;
                /**
                 * @description What is done about its effects when a later step or the verification fails.
                 * @default undo
                 * @enum {string}
                 */
                compensate?: "undo" | "none";
            }[];
            /** @default {} */
            verification?: {
                /**
                 * @description Without it, the alert must be over.
                 * @example up{job="{{ $labels.job }}"} == 1
                 */
                expr?: string;
                /** @default 600000 */
                within_ms?: number;
                /**
                 * @description How long it must then go on to hold.
                 * @default 0
                 */
                for_ms?: number;
            };
            /** @default {} */
            blast_radius?: {
                /** @default 10 */
                targets_max?: number;
                /** @default 0.51 */
                healthy_share_min?: number;
            };
            /** @default 900000 */
            cooldown_ms?: number;
            /** @default {} */
            budget?: {
                /** @default 3 */
                per_target?: number;
                /** @default 10 */
                per_playbook?: number;
                /** @default 30 */
                per_tenant?: number;
            };
            /**
             * @description More triggers than that within the window are no single fault: healing rests as long again.
             * @default {}
             */
            storm?: {
                /** @default 20 */
                triggers_max?: number;
                /** @default 600000 */
                window_ms?: number;
            };
            /**
             * @default {
             *       "policy": "one"
             *     }
             */
            approval?: {
                /** @constant */
                policy: "none";
            } | {
                /** @constant */
                policy: "one";
            } | {
                /** @constant */
                policy: "two";
            } | {
                /** @constant */
                policy: "at_night";
                /** @default 1 */
                people?: number;
                /**
                 * @default within
                 * @enum {string}
                 */
                needed?: "within" | "outside";
                hours: components["schemas"]["TimePeriodInput"][];
            };
            /**
             * @description How long approval is waited for.
             * @default 3600000
             */
            expires_ms?: number;
            /** @description When nothing is healed. */
            maintenance_windows?: components["schemas"]["TimePeriodInput"][];
        };
        /** @description What a playbook would have done about the alerts of a time that has passed. */
        PlaybookDryRun: {
            playbook: {
                name: string;
                /** @description Null of a draft. */
                id: string | null;
                version: number | null;
            };
            from: number;
            to: number;
            summary: string;
            incidents_count: number;
            runs_count: number;
            held_back_count: number;
            /** @description How often by which guard. */
            held_back_by: {
                [key: string]: number;
            };
            assumptions: string[];
            /** @description In the order in which they came. */
            incidents: {
                alert: {
                    transition_id: string;
                    /** @description Of its episode, as it is listed. */
                    alert_id: string;
                    rule_id: string;
                    rule_name: string;
                    fingerprint: string;
                    labels: {
                        [key: string]: string;
                    };
                    severity: components["schemas"]["AlertSeverity"];
                    /** @enum {string} */
                    state: "pending" | "firing";
                    at: number;
                };
                /** @description When healing heard of it; ms since 1970. */
                heard_at: number;
                /** @enum {string} */
                decision: "run" | "held_back";
                /** @description What would have held it back. */
                guard: ("kill_switch" | "playbook_changed" | "maintenance_window" | "healthy_share" | "storm" | "cooldown" | "budget_of_target" | "budget_of_playbook" | "budget_of_tenant" | "target_busy" | "precondition" | "rehearsal" | "labels" | "late") | null;
                reason: string;
                targets: {
                    target: string;
                    /** @description Why nothing here may touch it; null when that may be. */
                    refusal: string | null;
                }[];
                /** @description With the labels of the alert in them; none when it lacks one. */
                steps: {
                    name: string;
                    actions: ({
                        /** @constant */
                        kind: "kubernetes_restart";
                        workload: {
                            namespace: string;
                            /** @enum {string} */
                            kind: "Deployment" | "StatefulSet" | "DaemonSet";
                            name: string;
                        };
                    } | {
                        /** @constant */
                        kind: "kubernetes_scale";
                        workload: {
                            namespace: string;
                            /** @enum {string} */
                            kind: "Deployment" | "StatefulSet" | "DaemonSet";
                            name: string;
                        };
                        replicas: number;
                    } | {
                        /** @constant */
                        kind: "kubernetes_roll_back";
                        workload: {
                            namespace: string;
                            /** @enum {string} */
                            kind: "Deployment" | "StatefulSet" | "DaemonSet";
                            name: string;
                        };
                    } | {
                        /** @constant */
                        kind: "kubernetes_cordon";
                        node: {
                            name: string;
                        };
                    } | {
                        /** @constant */
                        kind: "kubernetes_evict";
                        pod: {
                            namespace: string;
                            name: string;
                        };
                    } | {
                        /** @constant */
                        kind: "kubernetes_patch";
                        workload: {
                            namespace: string;
                            /** @enum {string} */
                            kind: "Deployment" | "StatefulSet" | "DaemonSet";
                            name: string;
                        };
                        patch: {
                            [key: string]: unknown;
                        };
                    } | {
                        /** @constant */
                        kind: "kubernetes_job";
                        namespace: string;
                        cron_job: string;
                    } | {
                        /** @constant */
                        kind: "docker_restart";
                        container: {
                            name: string;
                        };
                    } | {
                        /** @constant */
                        kind: "aws_reboot_instance";
                        instance: {
                            id: string;
                        };
                    } | {
                        /** @constant */
                        kind: "aws_scale_group";
                        group: {
                            name: string;
                        };
                        capacity: number;
                    } | {
                        /** @constant */
                        kind: "webhook";
                        /** Format: uri */
                        url: string;
                        body: {
                            [key: string]: unknown;
                        };
                    })[];
                }[];
                preconditions: {
                    query: string;
                    /**
                     * @description At that time, by the samples that were kept.
                     * @enum {string}
                     */
                    answer: "holds" | "fails" | "unknown";
                    reason: string;
                }[];
                /** @description What it would have been verified by; null: the end of the alert. */
                verification: string | null;
                /** @description By how many people, at that hour. */
                approvals_needed: number;
            }[];
            /** @description How many came before those that are told. */
            incidents_left_out: number;
        };
        PlaybookDryRunRequestInput: {
            /** @description A draft, which is not kept; with `playbook_id`, what that one is to become. */
            playbook?: components["schemas"]["PlaybookDraftInput"];
            /** @description One that is kept. */
            playbook_id?: string;
            /** @description Seven days before `to` when left out, which is as long as alerts are kept. */
            from?: number | string;
            /** @description Now when left out. */
            to?: number | string;
        };
        HealingRequest: {
            /** @description Also of the run, once it is planned. */
            id: string;
            playbook_id: string;
            alert_id: string;
            requested_by: string;
            reason: string;
            created_at: number;
            /** @enum {string} */
            state: "waiting" | "planned" | "held_back";
            held_back_by: ("kill_switch" | "playbook_changed" | "maintenance_window" | "healthy_share" | "storm" | "cooldown" | "budget_of_target" | "budget_of_playbook" | "budget_of_tenant" | "target_busy" | "precondition" | "rehearsal" | "labels" | "late") | null;
            held_back_because: string;
        };
        NewHealingRequestInput: {
            playbook_id: string;
            /** @description Of an alert that fires or is pending. */
            alert_id: string;
            /** @default  */
            reason?: string;
        };
        HealingRunSummary: {
            id: string;
            playbook_id: string;
            /** @description When it was planned; null of runs that are older than this field. */
            playbook_name: string | null;
            /** @description Of the alert that it is about; null as `playbook_name` is. */
            alert_name: string | null;
            /** @enum {string} */
            state: "planned" | "awaiting_approval" | "executing" | "verifying" | "rolling_back" | "unknown" | "succeeded" | "rolled_back" | "failed" | "rejected" | "expired" | "cancelled" | "held_back";
            targets: string[];
            created_at: number;
            /** @description When the first effect began. */
            started_at: number | null;
            ended_at: number | null;
        };
        HealingRun: {
            id: string;
            /** @enum {string} */
            state: "planned" | "awaiting_approval" | "executing" | "verifying" | "rolling_back" | "unknown" | "succeeded" | "rolled_back" | "failed" | "rejected" | "expired" | "cancelled" | "held_back";
            /** @description Why it ended, or is rolled back. */
            reason: string;
            /** @description Of the plan as it stands: what an approval names. */
            plan_hash: string;
            plan: components["schemas"]["HealingPlan"];
            approvals: {
                by: {
                    subject: string;
                    owners: string[];
                    issued_by?: string | null;
                };
                at: number;
                break_glass: boolean;
                /** @description When what a broken glass grants is over; null of others. */
                until: number | null;
            }[];
            /** @description What somebody else says of a glass that was broken. */
            review: {
                by: {
                    subject: string;
                    owners: string[];
                    issued_by?: string | null;
                };
                at: number;
                is_justified: boolean;
            } | null;
            /** @description Effects of which only a person can say whether they are there. */
            questions: {
                step: number;
                action: number;
                /** @enum {string} */
                direction: "do" | "undo";
                target: string;
                reason: string;
            }[];
            created_at: number;
            /** @description When the first effect began. */
            started_at: number | null;
            ended_at: number | null;
            /** @description All that has happened to it, in order. */
            events: components["schemas"]["HealingRunEvent"][];
        };
        HealingPlan: {
            tenant_id: string;
            playbook_id: string;
            playbook_name: string;
            playbook_version: number;
            authors: {
                subject: string;
                owners: string[];
                issued_by?: string | null;
            }[];
            /** @description Who asked for the run; null when an alert did. */
            requested_by: {
                subject: string;
                owners: string[];
                issued_by?: string | null;
            } | null;
            trigger: {
                transition_id: string;
                /** @description Of its episode, as it is listed. */
                alert_id: string;
                rule_id: string;
                rule_name: string;
                fingerprint: string;
                labels: {
                    [key: string]: string;
                };
                severity: components["schemas"]["AlertSeverity"];
                /** @enum {string} */
                state: "pending" | "firing";
                at: number;
            };
            preconditions: string[];
            steps: {
                name: string;
                actions: {
                    action: {
                        /** @constant */
                        kind: "kubernetes_restart";
                        workload: {
                            namespace: string;
                            /** @enum {string} */
                            kind: "Deployment" | "StatefulSet" | "DaemonSet";
                            name: string;
                        };
                    } | {
                        /** @constant */
                        kind: "kubernetes_scale";
                        workload: {
                            namespace: string;
                            /** @enum {string} */
                            kind: "Deployment" | "StatefulSet" | "DaemonSet";
                            name: string;
                        };
                        replicas: number;
                    } | {
                        /** @constant */
                        kind: "kubernetes_roll_back";
                        workload: {
                            namespace: string;
                            /** @enum {string} */
                            kind: "Deployment" | "StatefulSet" | "DaemonSet";
                            name: string;
                        };
                    } | {
                        /** @constant */
                        kind: "kubernetes_cordon";
                        node: {
                            name: string;
                        };
                    } | {
                        /** @constant */
                        kind: "kubernetes_evict";
                        pod: {
                            namespace: string;
                            name: string;
                        };
                    } | {
                        /** @constant */
                        kind: "kubernetes_patch";
                        workload: {
                            namespace: string;
                            /** @enum {string} */
                            kind: "Deployment" | "StatefulSet" | "DaemonSet";
                            name: string;
                        };
                        patch: {
                            [key: string]: unknown;
                        };
                    } | {
                        /** @constant */
                        kind: "kubernetes_job";
                        namespace: string;
                        cron_job: string;
                    } | {
                        /** @constant */
                        kind: "docker_restart";
                        container: {
                            name: string;
                        };
                    } | {
                        /** @constant */
                        kind: "aws_reboot_instance";
                        instance: {
                            id: string;
                        };
                    } | {
                        /** @constant */
                        kind: "aws_scale_group";
                        group: {
                            name: string;
                        };
                        capacity: number;
                    } | {
                        /** @constant */
                        kind: "webhook";
                        /** Format: uri */
                        url: string;
                        body: {
                            [key: string]: unknown;
                        };
                    };
                    target: string;
                    /** @description What the dry run says that will change. */
                    effect: string;
                    before: {
                        [key: string]: string | number | boolean | null;
                    };
                    group: {
                        healthy: number;
                        total: number;
                        touched: number;
                    } | null;
                }[];
                attempts: number;
                timeout_ms: number;
                /** @enum {string} */
                compensate: "undo" | "none";
            }[];
            verification: {
                /** @description Null: the alert must be over. */
                expr: string | null;
                within_ms: number;
                for_ms: number;
            };
            healthy_share_min: number;
            approval: {
                /** @constant */
                policy: "none";
            } | {
                /** @constant */
                policy: "one";
            } | {
                /** @constant */
                policy: "two";
            } | {
                /** @constant */
                policy: "at_night";
                /** @default 1 */
                people: number;
                /**
                 * @default within
                 * @enum {string}
                 */
                needed: "within" | "outside";
                hours: components["schemas"]["TimePeriod"][];
            };
            approvals_needed: number;
            expires_ms: number;
            /** @description When nothing is healed. */
            maintenance_windows?: components["schemas"]["TimePeriod"][];
        };
        HealingRunEvent: {
            /** @constant */
            type: "planned";
            /** @description Milliseconds since 1970. */
            at: number;
            plan: components["schemas"]["HealingPlan"];
            hash: string;
        } | {
            /** @constant */
            type: "replanned";
            /** @description Milliseconds since 1970. */
            at: number;
            plan: components["schemas"]["HealingPlan"];
            hash: string;
            reason: string;
        } | {
            /** @constant */
            type: "approved";
            /** @description Milliseconds since 1970. */
            at: number;
            hash: string;
            by: {
                subject: string;
                owners: string[];
                issued_by?: string | null;
            };
            /** @enum {string} */
            role: "approver" | "admin";
            /** @description By an admin alone; somebody has to look at it afterwards. */
            break_glass: boolean;
            reason: string;
            /** @description Until when breaking the glass grants anything; left out of others. */
            until?: number;
        } | {
            /** @constant */
            type: "reviewed";
            /** @description Milliseconds since 1970. */
            at: number;
            by: {
                subject: string;
                owners: string[];
                issued_by?: string | null;
            };
            /** @description Whether there was reason to break the glass. */
            is_justified: boolean;
            reason: string;
        } | {
            /** @constant */
            type: "rejected";
            /** @description Milliseconds since 1970. */
            at: number;
            by: {
                subject: string;
                owners: string[];
                issued_by?: string | null;
            };
            reason: string;
        } | {
            /** @constant */
            type: "cancelled";
            /** @description Milliseconds since 1970. */
            at: number;
            by: {
                subject: string;
                owners: string[];
                issued_by?: string | null;
            };
            reason: string;
        } | {
            /** @constant */
            type: "expired";
            /** @description Milliseconds since 1970. */
            at: number;
            reason: string;
        } | {
            /** @constant */
            type: "held";
            /** @description Milliseconds since 1970. */
            at: number;
            /** @enum {string} */
            guard: "kill_switch" | "playbook_changed" | "maintenance_window" | "healthy_share" | "storm" | "cooldown" | "budget_of_target" | "budget_of_playbook" | "budget_of_tenant" | "target_busy" | "precondition" | "rehearsal" | "labels" | "late";
            reason: string;
        } | {
            /** @constant */
            type: "effect_began";
            /** @description Milliseconds since 1970. */
            at: number;
            step: number;
            action: number;
            /** @enum {string} */
            direction: "do" | "undo";
            key: string;
            before: {
                [key: string]: string | number | boolean | null;
            };
        } | {
            /** @constant */
            type: "effect_ended";
            /** @description Milliseconds since 1970. */
            at: number;
            step: number;
            action: number;
            /** @enum {string} */
            direction: "do" | "undo";
            outcome: {
                /** @constant */
                kind: "done";
                effect: string;
            } | {
                /** @constant */
                kind: "refused";
                reason: string;
                mayHelp: boolean;
            } | {
                /** @constant */
                kind: "unknown";
                reason: string;
            };
        } | {
            /** @constant */
            type: "effect_found";
            /** @description Milliseconds since 1970. */
            at: number;
            step: number;
            action: number;
            /** @enum {string} */
            direction: "do" | "undo";
            /** @enum {string} */
            traces: "done" | "not_done" | "unknown";
            reason: string;
        } | {
            /** @constant */
            type: "effect_settled";
            /** @description Milliseconds since 1970. */
            at: number;
            step: number;
            action: number;
            /** @enum {string} */
            direction: "do" | "undo";
            is_done: boolean;
            by: {
                subject: string;
                owners: string[];
                issued_by?: string | null;
            };
            reason: string;
        } | {
            /** @constant */
            type: "verification_began";
            /** @description Milliseconds since 1970. */
            at: number;
        } | {
            /** @constant */
            type: "verification_seen";
            /** @description Milliseconds since 1970. */
            at: number;
            holds: boolean;
        } | {
            /** @constant */
            type: "rollback_began";
            /** @description Milliseconds since 1970. */
            at: number;
            reason: string;
        } | {
            /** @constant */
            type: "ended";
            /** @description Milliseconds since 1970. */
            at: number;
            /** @enum {string} */
            outcome: "succeeded" | "rolled_back" | "failed";
            reason: string;
        } | {
            /** @constant */
            type: "told";
            /** @description Milliseconds since 1970. */
            at: number;
            about: string;
        };
        HealingApprovalInput: {
            /** @description Of the plan that was looked at: no other is approved. */
            plan_hash: string;
            /**
             * @description An admin approves alone, for some minutes: what has not begun by then does not begin, and what has is taken back. Somebody else has to look at it afterwards.
             * @default false
             */
            break_glass?: boolean;
            /** @default  */
            reason?: string;
        };
        BreakGlassReviewInput: {
            /** @description Whether there was reason not to wait for anybody. */
            is_justified: boolean;
            /** @description What was found. */
            reason: string;
        };
        HealingReasonInput: {
            /** @default  */
            reason?: string;
        };
        HealingSettlementInput: {
            step: number;
            action: number;
            /** @enum {string} */
            direction: "do" | "undo";
            /** @description Whether the effect is there. */
            is_done: boolean;
            reason: string;
        };
        /** @description Nothing is healed while there is any. */
        HealingSwitches: {
            is_off: boolean;
            switches: components["schemas"]["HealingSwitch"][];
        };
        HealingSwitch: {
            /** @description Whether it is switched off for all tenants. */
            everybody: boolean;
            by: string;
            reason: string;
            at: number;
        };
        HealingSwitchOffInput: {
            reason: string;
        };
        HealingSigningSecret: {
            signing_secret: string;
        };
        HealingTarget: {
            /** @description As plans, budgets and grants have it. */
            name: string;
            /** @enum {string} */
            health: "healthy" | "degraded" | "down";
            /** @description What is wrong, unless it is healthy. */
            why: string | null;
            desired: number;
            ready: number;
            /** @description What it is made of now, such as pods. */
            members: string[];
            /** @description As its own system has them. */
            labels: {
                [key: string]: string;
            };
            /** @description Ids of alerts that fire and whose labels name it. */
            alerts: string[];
            seen_at: number | null;
        };
        Installation: {
            version: string;
            /** @enum {string} */
            mode: "standalone" | "production";
            /** @description Of the gateway that answers; milliseconds since 1970. */
            started_at: number;
            /** @description Where links lead to; null when nobody has said. */
            external_url: string | null;
            /** @description The caller's own. */
            tenant_id: string;
            /** @description Whether the caller may make tenants. */
            is_operator: boolean;
            /** @description Where the platform watches itself. */
            system_tenant: string;
            /** @description Where the demo plays; null where there is none. */
            demo_tenant: string | null;
            features: {
                name: string;
                is_on: boolean;
                /** @description What says so, and how it is changed. */
                why: string;
            }[];
        };
        /** @description Times in ms since 1970. */
        DeadLetterSummary: {
            topic: string;
            partition: number;
            offset: number;
            key: string | null;
            reason: string;
            consumer: string;
            at: number;
            /** @description Its offset among the dead letters. */
            id: number;
            /** @description Bytes of the record. */
            size: number;
            /** @description When it was brought back; null when it was not. */
            replayed_at: number | null;
            replayed_by: string | null;
        };
        DeadLetterDetail: {
            topic: string;
            partition: number;
            offset: number;
            key: string | null;
            reason: string;
            consumer: string;
            at: number;
            /** @description Its offset among the dead letters. */
            id: number;
            /** @description Bytes of the record. */
            size: number;
            /** @description When it was brought back; null when it was not. */
            replayed_at: number | null;
            replayed_by: string | null;
            headers: {
                [key: string]: string;
            };
            value_base64: string | null;
        };
        GraphQLRequestInput: {
            query: string;
            variables?: {
                [key: string]: unknown;
            } | null;
            operationName?: string | null;
            extensions?: {
                [key: string]: unknown;
            } | null;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @description The path that was asked for. */
            instance: string;
            trace_id: string;
            errors?: {
                path: string;
                code: string;
                message: string;
                fix: string;
                /** @description In what was sent as YAML; counted from 1. */
                line?: number;
                column?: number;
            }[];
        };
    };
    responses: {
        /** @description What went wrong. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listRules: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                status?: components["schemas"]["RuleStatusInput"];
                severity?: components["schemas"]["AlertSeverityInput"];
                category?: components["schemas"]["AlertCategoryInput"];
                /** @description Rules in this folder and in those below it. */
                folder?: string;
                owner?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
                /** @description Only rules with this label, written NAME=VALUE; several must all be there. */
                label?: string | string[];
                /** @description Only rules whose name or description contains this text. */
                q?: string;
                /** @description What they are ordered by; with a minus, the largest first. Of severities, CRITICAL is first. */
                sort?: "-created_at" | "created_at" | "-updated_at" | "updated_at" | "name" | "-name" | "severity" | "-severity";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rules, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createRule: {
        parameters: {
            query?: {
                /** @description Why; kept with the version. */
                change_reason?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
                /** @description Check it and say what would change, and change nothing. */
                dry_run?: "true" | "false";
            };
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "High CPU Usage",
                 *       "description": "Alert when CPU exceeds 80%",
                 *       "severity": "HIGH",
                 *       "category": "infrastructure",
                 *       "conditions": [
                 *         {
                 *           "type": "threshold",
                 *           "metric_path": "current_metrics.cpu_usage",
                 *           "operator": ">",
                 *           "threshold": 80
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RuleConfigModelInput"];
            };
        };
        responses: {
            /** @description With `dry_run`: the rule as it would be; it has no id yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            /** @description The rule as it is stored and evaluated from now on. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    validateRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "High CPU Usage",
                 *       "description": "Alert when CPU exceeds 80%",
                 *       "severity": "HIGH",
                 *       "category": "infrastructure",
                 *       "conditions": [
                 *         {
                 *           "type": "threshold",
                 *           "metric_path": "current_metrics.cpu_usage",
                 *           "operator": ">",
                 *           "threshold": 80
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": unknown;
            };
        };
        responses: {
            /** @description Everything that is wrong or doubtful; empty when nothing is. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            path: string;
                            code: string;
                            message: string;
                            fix: string;
                            /** @enum {string} */
                            severity: "error" | "warning";
                        }[];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRule: {
        parameters: {
            query?: {
                /** @description `provisioning`: as YAML that `tocsin rules apply` takes, to be put where the rule is kept. */
                format?: "json" | "provisioning";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule; its version is the ETag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                    "application/yaml": unknown;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateRule: {
        parameters: {
            query?: {
                /** @description Why; kept with the version. */
                change_reason?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
                /** @description Check it and say what would change, and change nothing. */
                dry_run?: "true" | "false";
            };
            header: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "High CPU Usage",
                 *       "description": "Alert when CPU exceeds 80%",
                 *       "severity": "HIGH",
                 *       "category": "infrastructure",
                 *       "conditions": [
                 *         {
                 *           "type": "threshold",
                 *           "metric_path": "current_metrics.cpu_usage",
                 *           "operator": ">",
                 *           "threshold": 80
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RuleConfigModelInput"];
            };
        };
        responses: {
            /** @description The next version of the rule; with `dry_run` as it would be, and what changes in `meta.dry_run`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            /** @description The rule as it stands; the change waits for approval by somebody else, and is told in `meta.proposal`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteRule: {
        parameters: {
            query?: {
                /** @description Why; kept with the version. */
                change_reason?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
            };
            header: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule as it stands; the change waits for approval by somebody else, and is told in `meta.proposal`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    cloneRule: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "High CPU Usage, staging"
                 *     }
                 */
                "application/json": components["schemas"]["RuleCloneInput"];
            };
        };
        responses: {
            /** @description The copy. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changeRules: {
        parameters: {
            query?: {
                /** @description Why; kept with the version. */
                change_reason?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
            };
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operations": [
                 *         {
                 *           "op": "move",
                 *           "id": "RULE-ID",
                 *           "folder": "team/payments"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["RuleBulkInput"];
            };
        };
        responses: {
            /** @description What became of each. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleBulkResult"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    importRules: {
        parameters: {
            query: {
                /** @description Why; kept with the version. */
                change_reason?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
                format: "yaml" | "json" | "prometheus" | "prometheus-crd" | "grafana";
                /** @description Take what is right, where something is wrong. */
                partial?: "true" | "false";
                /** @description Say what would change, and change nothing. */
                dry_run?: "true" | "false";
            };
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/yaml": unknown;
                "application/json": unknown;
            };
        };
        responses: {
            /** @description What became of each rule and group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ImportedRules"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    exportRules: {
        parameters: {
            query?: {
                format?: "yaml" | "json" | "prometheus" | "prometheus-crd" | "grafana" | "terraform";
                /** @description Only rules in this folder and in those below it; no groups. */
                folder?: string;
                severity?: components["schemas"]["AlertSeverityInput"];
                /** @description For Grafana and Terraform: the uid of the Prometheus data source that is asked. */
                datasource?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file as a text, and what it does not say. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ExportedRules"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                    "text/plain": unknown;
                    "application/yaml": unknown;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRuleVersions: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["VersionSummary"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRuleVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version with its document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleVersion"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    compareRuleVersions: {
        parameters: {
            query: {
                from: number;
                to: number;
                /** @description Say how much more or less it would have fired, by the samples that are kept. Needs metrics:read. */
                backtest?: "true" | "false";
                /** @description How far the back-test goes back. */
                days?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What changed, in data and in words. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["VersionDiff"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRuleGroupVersions: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Versions, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["VersionSummary"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRuleGroupVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version with its document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupVersion"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    compareRuleGroupVersions: {
        parameters: {
            query: {
                from: number;
                to: number;
                /** @description Say how much more or less it would have fired, by the samples that are kept. Needs metrics:read. */
                backtest?: "true" | "false";
                /** @description How far the back-test goes back. */
                days?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What changed, in data and in words. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["VersionDiff"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    restoreRule: {
        parameters: {
            query?: {
                /** @description Why; kept with the version. */
                change_reason?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match"?: string;
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 2
                 *     }
                 */
                "application/json": components["schemas"]["RestoreVersionInput"];
            };
        };
        responses: {
            /** @description The next version of the rule. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            /** @description The rule as it stands; the change waits for approval by somebody else, and is told in `meta.proposal`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    restoreRuleGroup: {
        parameters: {
            query?: {
                /** @description Why; kept with the version. */
                change_reason?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match"?: string;
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 2
                 *     }
                 */
                "application/json": components["schemas"]["RestoreVersionInput"];
            };
        };
        responses: {
            /** @description The next version of the group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupDocument"];
                        meta: {
                            /** @description The change of the group that waits for approval. */
                            proposal?: components["schemas"]["RuleGroupProposal"];
                        };
                    };
                };
            };
            /** @description The group as it stands, a new one as it would be; the change waits for approval by somebody else, and is told in `meta.proposal`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupDocument"];
                        meta: {
                            /** @description The change of the group that waits for approval. */
                            proposal?: components["schemas"]["RuleGroupProposal"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRuleGroupProposals: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                author?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Proposals, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ListedRuleGroupProposal"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    approveRuleGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 2,
                 *       "comment": "Seen in staging."
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalVerdictInput"];
            };
        };
        responses: {
            /** @description The group, which is evaluated so from now on; of a deletion, as it was last. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupDocument"];
                        meta: {
                            /** @description The change of the group that waits for approval. */
                            proposal?: components["schemas"]["RuleGroupProposal"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rejectRuleGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 2,
                 *       "comment": "Seen in staging."
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalVerdictInput"];
            };
        };
        responses: {
            /** @description The group as it stands; a new one as it was proposed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupDocument"];
                        meta: {
                            /** @description The change of the group that waits for approval. */
                            proposal?: components["schemas"]["RuleGroupProposal"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listProposals: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                author?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Proposals, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ListedRuleProposal"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    submitRule: {
        parameters: {
            query?: {
                /** @description Why; kept with the version. */
                change_reason?: string;
            };
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule; its status says whether it waits. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    approveRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 2,
                 *       "comment": "Seen in staging."
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalVerdictInput"];
            };
        };
        responses: {
            /** @description The rule, which is evaluated so from now on; of a deletion, as it was last. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rejectRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": 2,
                 *       "comment": "Seen in staging."
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalVerdictInput"];
            };
        };
        responses: {
            /** @description The rule as it stands; a new one is a draft again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getApprovalPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ApprovalPolicy"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateApprovalPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "severities": [
                 *         "CRITICAL"
                 *       ],
                 *       "categories": []
                 *     }
                 */
                "application/json": components["schemas"]["ApprovalPolicyInput"];
            };
        };
        responses: {
            /** @description The policy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ApprovalPolicy"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRuleTemplates: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                group?: "host" | "container" | "kubernetes" | "http" | "queue" | "database" | "cache" | "jvm" | "node" | "certificate" | "backup" | "business" | "slo" | "platform";
                /** @description Only templates whose id, title or meaning contains this. */
                q?: string;
                /** @description Only templates that read this metric. */
                metric?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Templates, by group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ListedRuleTemplate"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRuleTemplate: {
        parameters: {
            query?: {
                /** @description `yaml` is a rule file of Prometheus. */
                format?: "json" | "yaml";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With its parameters and its runbook; or a rule file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleTemplate"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                    "application/yaml": unknown;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRuleTemplateRunbook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Markdown. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createRuleFromTemplate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "parameters": {
                 *         "threshold": 0.02,
                 *         "job": "checkout"
                 *       },
                 *       "name": "Checkout fails",
                 *       "labels": {
                 *         "team": "shop"
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description By name; what is left out has its default.
                     * @default {}
                     */
                    parameters?: {
                        [key: string]: number | string;
                    };
                    /** @description The rule's name; the template's title when left out. */
                    name?: string;
                    /** @description Labels of the rule, and so of its alerts. */
                    labels?: {
                        [key: string]: string;
                    };
                    /**
                     * @description Only says what the rule would be.
                     * @default false
                     */
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description With `dry_run`: the rule as it would be; it has no id yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            /** @description The rule as it is stored. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertRule"];
                        meta: {
                            warnings?: components["schemas"]["Warning"][];
                            /** @description The change of the rule that waits for approval. */
                            proposal?: components["schemas"]["RuleProposal"];
                            dry_run?: components["schemas"]["RuleDryRun"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    proposeRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "hours": 24,
                 *       "groups": [
                 *         "host",
                 *         "http"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * @description How much of the history is looked at; no more is found than is kept.
                     * @default 24
                     */
                    hours?: number;
                    /** @description Only templates of these groups. */
                    groups?: ("host" | "container" | "kubernetes" | "http" | "queue" | "database" | "cache" | "jvm" | "node" | "certificate" | "backup" | "business" | "slo" | "platform")[];
                };
            };
        };
        responses: {
            /** @description The proposals, by group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description Milliseconds since 1970. */
                            from: number;
                            to: number;
                            /** @description How many series were sent in that time. */
                            series: number;
                            proposals: components["schemas"]["ProposedRule"][];
                        };
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRuleGroups: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                /** @description Only groups whose name contains this text. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Groups, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupDocument"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRuleGroup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group; its version is the ETag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupDocument"];
                        meta: {
                            /** @description The change of the group that waits for approval. */
                            proposal?: components["schemas"]["RuleGroupProposal"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateRuleGroup: {
        parameters: {
            query?: {
                /** @description Why; kept with the version. */
                change_reason?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "hosts",
                 *       "interval": "30s",
                 *       "rules": [
                 *         {
                 *           "record": "instance:cpu:ratio",
                 *           "expr": "1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[5m]))"
                 *         },
                 *         {
                 *           "alert": "HostHighCpuLoad",
                 *           "expr": "instance:cpu:ratio > 0.8",
                 *           "for": "10m",
                 *           "labels": {
                 *             "severity": "warning"
                 *           },
                 *           "annotations": {
                 *             "summary": "CPU of {{ $labels.instance }} at {{ $value | humanizePercentage }}"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PutRuleGroupInput"];
                "application/yaml": unknown;
            };
        };
        responses: {
            /** @description The group as it is now; at the version it had when nothing changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupDocument"];
                        meta: {
                            /** @description The change of the group that waits for approval. */
                            proposal?: components["schemas"]["RuleGroupProposal"];
                        };
                    };
                };
            };
            /** @description The new group, which is evaluated from now on. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupDocument"];
                        meta: {
                            /** @description The change of the group that waits for approval. */
                            proposal?: components["schemas"]["RuleGroupProposal"];
                        };
                    };
                };
            };
            /** @description The group as it stands, a new one as it would be; the change waits for approval by somebody else, and is told in `meta.proposal`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupDocument"];
                        meta: {
                            /** @description The change of the group that waits for approval. */
                            proposal?: components["schemas"]["RuleGroupProposal"];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteRuleGroup: {
        parameters: {
            query?: {
                /** @description Why; kept with the version. */
                change_reason?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
            };
            header?: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The group as it stands, a new one as it would be; the change waits for approval by somebody else, and is told in `meta.proposal`. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleGroupDocument"];
                        meta: {
                            /** @description The change of the group that waits for approval. */
                            proposal?: components["schemas"]["RuleGroupProposal"];
                        };
                    };
                };
            };
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    importRuleFile: {
        parameters: {
            query?: {
                /** @description Why; kept with the version. */
                change_reason?: string;
                /** @description What keeps the rule from outside, such as a repository. */
                provisioned_by?: string;
                /** @description Check the file and say what it would change, and change nothing. */
                dry_run?: "true" | "false";
            };
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "groups": [
                 *         {
                 *           "name": "hosts",
                 *           "interval": "30s",
                 *           "rules": [
                 *             {
                 *               "record": "instance:cpu:ratio",
                 *               "expr": "1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[5m]))"
                 *             },
                 *             {
                 *               "alert": "HostHighCpuLoad",
                 *               "expr": "instance:cpu:ratio > 0.8",
                 *               "for": "10m",
                 *               "labels": {
                 *                 "severity": "warning"
                 *               },
                 *               "annotations": {
                 *                 "summary": "CPU of {{ $labels.instance }} at {{ $value | humanizePercentage }}"
                 *               }
                 *             }
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    groups?: components["schemas"]["WrittenRuleGroupInput"][];
                };
                "application/yaml": unknown;
            };
        };
        responses: {
            /** @description What became of each group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ImportedRuleFile"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    evaluateRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rule_id": "r1",
                 *       "series": [
                 *         {
                 *           "metric": "cpu_usage",
                 *           "labels": {
                 *             "instance": "web-1"
                 *           },
                 *           "samples": [
                 *             [
                 *               1763900000000,
                 *               95
                 *             ]
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description A stored rule; or give `rule`. */
                    rule_id?: string;
                    rule?: components["schemas"]["RuleConfigModelInput"];
                    series: {
                        metric: string;
                        /** @default {} */
                        labels?: {
                            [key: string]: string;
                        };
                        /** @description Pairs of time (ms since 1970) and value, oldest first. */
                        samples: [
                            number,
                            number
                        ][];
                    }[];
                    /** @description Up to when time passes; when left out, until all that follows from the last sample at once is said. */
                    now?: number;
                };
            };
        };
        responses: {
            /** @description The transitions that would have been made. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["EvaluationResult"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    evaluateRules: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description `no-cache`: evaluate anew; `no-store`: keep nothing of it either.
                 * @example no-cache
                 */
                "Cache-Control"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "folder": "team/payments"
                 *     }
                 */
                "application/json": components["schemas"]["RuleEvaluationRequestInput"];
            };
        };
        responses: {
            /** @description How each rule stands. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleEvaluationResult"][];
                        meta: {
                            /** @description As of when; ms since 1970. */
                            at: number;
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    backtestRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "group": {
                 *         "name": "hosts",
                 *         "rules": [
                 *           {
                 *             "alert": "Down",
                 *             "expr": "up == 0",
                 *             "for": "5m"
                 *           }
                 *         ]
                 *       },
                 *       "from": 1763900000000,
                 *       "to": 1763986400000
                 *     }
                 */
                "application/json": components["schemas"]["BacktestRequestInput"];
            };
        };
        responses: {
            /** @description What would have happened. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["BacktestReport"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                    "application/x-ndjson": unknown;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPredictions: {
        parameters: {
            query?: {
                horizon?: "15m" | "1h" | "6h" | "24h" | "7d";
                /** @description Only series of these metrics; may stand several times. */
                metric?: string | string[];
                rule_id?: string;
                /** @description Most of each list. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Chances within one horizon. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Predictions"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPredictionReliability: {
        parameters: {
            query?: {
                horizon?: "15m" | "1h" | "6h" | "24h" | "7d";
                rule_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By the size of the chances. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PredictionReliability"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPredictionMarks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The marks; their version is the ETag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PredictionMarks"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updatePredictionMarks: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "selectors": [
                 *         "disk_used_percent",
                 *         "node_cpu{job=\"api\"}"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PredictionMarksDraftInput"];
            };
        };
        responses: {
            /** @description The marks; at the version that they had when nothing changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PredictionMarks"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    makeRuleFromWords: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "Create an alert when API response time exceeds 500ms for more than 5 minutes"
                 *     }
                 */
                "application/json": components["schemas"]["WordsRequestInput"];
            };
        };
        responses: {
            /** @description A rule, a question, or why there is none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["UnderstandingOfWords"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    explainRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sentence. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            text: string;
                        };
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listIncidents: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Incidents, the last one first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Incident"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createIncident: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "checkout was slow",
                 *       "matchers": [
                 *         "alertname=\"High CPU Usage\"",
                 *         "instance=~\"web-.*\""
                 *       ],
                 *       "starts_at": 1763900000000,
                 *       "ends_at": 1763903600000
                 *     }
                 */
                "application/json": {
                    title: string;
                    /** @description Which alerts should have told of it, as silences say it: all must fit. `alertname`, `severity` and labels. */
                    matchers: string[];
                    /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                    starts_at: number | string;
                    /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                    ends_at: number | string;
                };
            };
        };
        responses: {
            /** @description The incident. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Incident"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getIncident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The incident. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Incident"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteIncident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It counts no more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    makeRecommendation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "delay_max": "5m"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description By how much an incident may be told of later than the rule tells of it now.
                     * @default 5m
                     * @example 5m
                     */
                    delay_max?: string;
                };
            };
        };
        responses: {
            /** @description Nothing is recommended, and why. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RecommendationAnswer"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description The recommendation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RecommendationAnswer"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRecommendations: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                /** @description `out_of_date` is told of an open one whose rule has changed since, or is gone. */
                state?: "open" | "accepted" | "refused" | "superseded" | "out_of_date";
                rule_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Recommendations, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ConfigurationRecommendation"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRecommendation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The recommendation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ConfigurationRecommendation"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRecommendationOutcome: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was measured. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RecommendationOutcome"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    acceptRecommendation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "too loud"
                 *     }
                 */
                "application/json": {
                    /** @default  */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The recommendation as it is decided. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ConfigurationRecommendation"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description The change of the rule waits for approval by somebody else. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ConfigurationRecommendation"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    refuseRecommendation: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "too loud"
                 *     }
                 */
                "application/json": {
                    /** @default  */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The recommendation as it is decided. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ConfigurationRecommendation"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listModels: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            tenant_id: string;
                            model: string;
                            version: string | null;
                            former: string | null;
                            adopted_at: number | null;
                            rolled_back: {
                                at: number;
                                version: string;
                                message: string;
                            } | null;
                            last_run: {
                                at: number;
                                duration_ms: number;
                                /** @enum {string} */
                                cause: "first" | "interval" | "drift";
                                /** @enum {string} */
                                verdict: "adopted" | "refused" | "abstained" | "failed";
                                reason: string;
                                message: string;
                                series: number;
                                training_windows: number;
                                held_out_windows: number;
                                held_out_loss: {
                                    before: number;
                                    after: number;
                                } | null;
                            } | null;
                            fruitless_runs: number;
                            judged_until: number | null;
                            accuracy: number | null;
                        }[];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listAlertIncidents: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                state?: components["schemas"]["AlertIncidentStateInput"];
                severity?: components["schemas"]["AlertSeverityInput"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Incidents, the last begun first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AlertIncident"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getAlertIncident: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The incident. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ShownAlertIncident"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addIncidentNote: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "The disk of db-1 was full; the old logs are gone."
                 *     }
                 */
                "application/json": components["schemas"]["IncidentNoteDraftInput"];
            };
        };
        responses: {
            /** @description The note. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["IncidentNote"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRuleHealth: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                /** @description Only groups with a rule of this health. */
                health?: "ok" | "err";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By group. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["GroupHealth"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRuleStandings: {
        parameters: {
            query?: {
                /** @description How many rules stand before the first one: a list that is scrolled may begin anywhere. */
                offset?: number;
                /** @description Most rules of one answer. */
                limit?: number;
                /** @description Only rules whose name or description contains this text. */
                q?: string;
                status?: components["schemas"]["RuleStatusInput"];
                severity?: components["schemas"]["AlertSeverityInput"];
                category?: components["schemas"]["AlertCategoryInput"];
                alert_state?: "inactive" | "pending" | "firing";
                health?: "ok" | "err" | "unknown";
                source?: "api" | "group" | "provisioned";
                owner?: string;
                /** @description Rules in this folder and in those below it. */
                folder?: string;
                /** @description Only rules of this rule group. */
                group?: string;
                /** @description Only rules with a firing alert that is silenced. */
                silenced?: "true" | "false";
                /** @description Only rules of which a change waits for approval. */
                awaits_approval?: "true" | "false";
                /** @description With a minus, the largest first. Of severities, CRITICAL is first. */
                sort?: "name" | "-name" | "severity" | "-severity" | "-firing" | "-updated_at" | "-evaluation_duration_ms";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rules, by their names unless told otherwise. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RuleStandings"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listAlerts: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                state?: "pending" | "firing" | "resolved";
                severity?: components["schemas"]["AlertSeverityInput"];
                rule_id?: string;
                /** @description `name=value`; may stand several times, and all must fit. */
                label?: string | string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Alerts, the last changed first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ListedAlert"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The alert, the reason in words and in numbers, and its timeline. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ShownAlert"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getNotificationPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy, whose version is the ETag; null where there is none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NotificationPolicy"] | null;
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateNotificationPolicy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "route": {
                 *         "receivers": [
                 *           "w1"
                 *         ],
                 *         "group_by": [
                 *           "alertname",
                 *           "cluster"
                 *         ],
                 *         "group_wait": "30s",
                 *         "routes": [
                 *           {
                 *             "matchers": [
                 *               "severity=\"critical\""
                 *             ],
                 *             "repeat_interval": "1h",
                 *             "mute_time_intervals": [
                 *               "nights"
                 *             ]
                 *           }
                 *         ]
                 *       },
                 *       "inhibit_rules": [
                 *         {
                 *           "source_matchers": [
                 *             "severity=\"critical\""
                 *           ],
                 *           "target_matchers": [
                 *             "severity=\"high\""
                 *           ],
                 *           "equal": [
                 *             "cluster"
                 *           ]
                 *         }
                 *       ],
                 *       "time_intervals": [
                 *         {
                 *           "name": "nights",
                 *           "time_intervals": [
                 *             {
                 *               "times": [
                 *                 {
                 *                   "start_time": "00:00",
                 *                   "end_time": "06:00"
                 *                 }
                 *               ],
                 *               "location": "Europe/Berlin"
                 *             }
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["NotificationPolicyDraftInput"];
            };
        };
        responses: {
            /** @description The policy as it is now; at the version it had when nothing changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NotificationPolicy"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description The first policy of the tenant. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NotificationPolicy"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteNotificationPolicy: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    testNotificationPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "labels": {
                 *         "alertname": "High CPU Usage",
                 *         "severity": "high"
                 *       }
                 *     }
                 */
                "application/json": {
                    labels: {
                        [key: string]: string;
                    };
                } | {
                    labels: {
                        [key: string]: string;
                    };
                }[];
            };
        };
        responses: {
            /** @description Routes, receivers, groups, and what holds the alert back now; for each label set, in their order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TestedLabels"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    importNotificationPolicy: {
        parameters: {
            query?: {
                /** @description Check the configuration and say what it would come to, and change nothing. */
                dry_run?: "true" | "false";
                /** @description Take it over although routes of it would tell nobody. */
                partial?: "true" | "false";
            };
            header?: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/yaml": unknown;
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description What it came to. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ImportedConfiguration"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listSilences: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                state?: "pending" | "active" | "expired";
                kind?: "silence" | "maintenance";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Silences, newest first; those that have ended for five days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SilenceWithState"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createSilence: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "silence",
                 *       "matchers": [
                 *         "alertname=\"High CPU Usage\"",
                 *         "instance=~\"web-.*\""
                 *       ],
                 *       "comment": "new machines are on their way",
                 *       "starts_at": 1763900000000,
                 *       "ends_at": 1763907200000
                 *     }
                 */
                "application/json": {
                    /**
                     * @description A maintenance window holds as a silence does, and is listed apart.
                     * @default silence
                     * @enum {string}
                     */
                    kind?: "silence" | "maintenance";
                    /** @description All must fit. */
                    matchers: string[];
                    comment: string;
                    /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                    starts_at?: number | string;
                    /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                    ends_at: number | string;
                    /** @description Only at these times between `starts_at` and `ends_at`; always when left out. */
                    recurrence?: {
                        /** @description A name of the policy's intervals. */
                        time_interval: string;
                    } | {
                        time_intervals: components["schemas"]["TimePeriodInput"][];
                    };
                };
            };
        };
        responses: {
            /** @description The silence. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SilenceWithState"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    previewSilence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "matchers": [
                 *         "alertname=\"High CPU Usage\"",
                 *         "instance=~\"web-.*\""
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description All must fit. */
                    matchers: string[];
                };
            };
        };
        responses: {
            /** @description What a silence would hold back now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SilencePreview"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSilence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The silence. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SilenceWithState"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateSilence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "silence",
                 *       "matchers": [
                 *         "alertname=\"High CPU Usage\"",
                 *         "instance=~\"web-.*\""
                 *       ],
                 *       "comment": "new machines are on their way",
                 *       "starts_at": 1763900000000,
                 *       "ends_at": 1763907200000
                 *     }
                 */
                "application/json": {
                    /**
                     * @description A maintenance window holds as a silence does, and is listed apart.
                     * @default silence
                     * @enum {string}
                     */
                    kind?: "silence" | "maintenance";
                    /** @description All must fit. */
                    matchers: string[];
                    comment: string;
                    /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                    starts_at?: number | string;
                    /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                    ends_at: number | string;
                    /** @description Only at these times between `starts_at` and `ends_at`; always when left out. */
                    recurrence?: {
                        /** @description A name of the policy's intervals. */
                        time_interval: string;
                    } | {
                        time_intervals: components["schemas"]["TimePeriodInput"][];
                    };
                };
            };
        };
        responses: {
            /** @description The silence as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SilenceWithState"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteSilence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    acknowledgeAlert: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "comment": "on it"
                 *     }
                 */
                "application/json": {
                    /** @default  */
                    comment?: string;
                };
            };
        };
        responses: {
            /** @description What was said, and by whom. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Acknowledgement"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    unacknowledgeAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is as if it had not been said. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    snoozeAlert: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Asking twice under one key changes once.
                 * @example deploy-42
                 */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "comment": "on it"
                 *     }
                 */
                "application/json": {
                    /** @default  */
                    comment?: string;
                };
            };
        };
        responses: {
            /** @description What was said, and by whom. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Acknowledgement"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    unsnoozeAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is as if it had not been said. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    listenToEvents: {
        parameters: {
            query?: {
                /** @description Only these states; may stand several times. */
                state?: components["schemas"]["AlertStateInput"] | components["schemas"]["AlertStateInput"][];
                /** @description Only these severities; may stand several times. */
                severity?: components["schemas"]["AlertSeverityInput"] | components["schemas"]["AlertSeverityInput"][];
                /** @description A matcher of labels such as `team="shop"`; may stand several times, and all must hold. */
                matcher?: string | string[];
                /** @description As the header `Last-Event-ID`, for clients that cannot set it: what came since is told first. */
                last_event_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, for as long as you listen. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        id?: string;
                        /** @enum {string} */
                        event: "hello" | "transition" | "gap" | "end";
                        /** @description JSON; of a transition, what `/ws` sends as `data`. */
                        data: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    explainAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Samples, conditions or operators, timers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Explanation"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    askWhyNot: {
        parameters: {
            query?: {
                /** @description Which series or entities, as a selector of PromQL: `{instance="web-1"}`. All when left out. */
                labels?: string;
                /** @description Milliseconds or seconds since 1970, or a date such as 2026-01-31T12:00:00Z; now when left out. */
                at?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What held it back. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WhyNot"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    replay: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": 1763900000000,
                 *       "to": 1763903600000
                 *     }
                 */
                "application/json": components["schemas"]["ReplayRequestInput"];
            };
        };
        responses: {
            /** @description What is equal and what is not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ReplayReport"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                    "application/x-ndjson": unknown;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listReceivers: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Receivers, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Receiver"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createReceiver: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "on-call",
                 *       "type": "webhook",
                 *       "url": "http://127.0.0.1:9900/hook"
                 *     }
                 */
                "application/json": components["schemas"]["ReceiverDraftInput"];
            };
        };
        responses: {
            /** @description The receiver; a webhook with the secret that its notifications are signed with. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            name: string;
                            /** @default true */
                            send_resolved: boolean;
                            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
                            rate_limit_per_minute?: number;
                            /**
                             * @default webhook
                             * @constant
                             */
                            type: "webhook";
                            /** Format: uri */
                            url: string;
                            id: string;
                            tenant_id: string;
                            created_at: number;
                            /** @description A webhook's, shown this once: notifications are signed with it as Standard Webhooks has it. */
                            signing_secret?: string;
                        } | {
                            name: string;
                            /** @default true */
                            send_resolved: boolean;
                            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
                            rate_limit_per_minute?: number;
                            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
                            title?: string;
                            /** @description A template as `title`; it gives plain text, whatever the vendor. */
                            text?: string;
                            /** @constant */
                            type: "email";
                            to: string[];
                            id: string;
                            tenant_id: string;
                            created_at: number;
                            /** @description A webhook's, shown this once: notifications are signed with it as Standard Webhooks has it. */
                            signing_secret?: string;
                        } | {
                            name: string;
                            /** @default true */
                            send_resolved: boolean;
                            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
                            rate_limit_per_minute?: number;
                            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
                            title?: string;
                            /** @description A template as `title`; it gives plain text, whatever the vendor. */
                            text?: string;
                            /** @constant */
                            type: "slack";
                            /** @description Names of the secrets that are kept. */
                            secrets: "webhook_url"[];
                            id: string;
                            tenant_id: string;
                            created_at: number;
                            /** @description A webhook's, shown this once: notifications are signed with it as Standard Webhooks has it. */
                            signing_secret?: string;
                        } | {
                            name: string;
                            /** @default true */
                            send_resolved: boolean;
                            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
                            rate_limit_per_minute?: number;
                            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
                            title?: string;
                            /** @description A template as `title`; it gives plain text, whatever the vendor. */
                            text?: string;
                            /** @constant */
                            type: "msteams";
                            /** @description Names of the secrets that are kept. */
                            secrets: "webhook_url"[];
                            id: string;
                            tenant_id: string;
                            created_at: number;
                            /** @description A webhook's, shown this once: notifications are signed with it as Standard Webhooks has it. */
                            signing_secret?: string;
                        } | {
                            name: string;
                            /** @default true */
                            send_resolved: boolean;
                            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
                            rate_limit_per_minute?: number;
                            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
                            title?: string;
                            /** @description A template as `title`; it gives plain text, whatever the vendor. */
                            text?: string;
                            /** @constant */
                            type: "discord";
                            /** @description Names of the secrets that are kept. */
                            secrets: "webhook_url"[];
                            id: string;
                            tenant_id: string;
                            created_at: number;
                            /** @description A webhook's, shown this once: notifications are signed with it as Standard Webhooks has it. */
                            signing_secret?: string;
                        } | {
                            name: string;
                            /** @default true */
                            send_resolved: boolean;
                            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
                            rate_limit_per_minute?: number;
                            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
                            title?: string;
                            /** @description A template as `title`; it gives plain text, whatever the vendor. */
                            text?: string;
                            /** @constant */
                            type: "pagerduty";
                            /**
                             * Format: uri
                             * @description Where events are sent: of the US region unless it is said.
                             * @default https://events.pagerduty.com/v2/enqueue
                             */
                            url: string;
                            /** @description Names of the secrets that are kept. */
                            secrets: "routing_key"[];
                            id: string;
                            tenant_id: string;
                            created_at: number;
                            /** @description A webhook's, shown this once: notifications are signed with it as Standard Webhooks has it. */
                            signing_secret?: string;
                        } | {
                            name: string;
                            /** @default true */
                            send_resolved: boolean;
                            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
                            rate_limit_per_minute?: number;
                            /** @description A template of one line, with the data and functions of Alertmanager; a default when left out. */
                            title?: string;
                            /** @description A template as `title`; it gives plain text, whatever the vendor. */
                            text?: string;
                            /** @constant */
                            type: "telegram";
                            chat_id: string;
                            message_thread_id?: number;
                            /**
                             * Format: uri
                             * @default https://api.telegram.org
                             */
                            api_url: string;
                            /** @description Names of the secrets that are kept. */
                            secrets: "bot_token"[];
                            id: string;
                            tenant_id: string;
                            created_at: number;
                            /** @description A webhook's, shown this once: notifications are signed with it as Standard Webhooks has it. */
                            signing_secret?: string;
                        } | {
                            name: string;
                            /** @default true */
                            send_resolved: boolean;
                            /** @description Most notifications a minute; what is over it waits. Unless it is said: webhook 600, email 60, slack 60, msteams 120, pagerduty 120, telegram 20, discord 30, kafka 6000. */
                            rate_limit_per_minute?: number;
                            /** @constant */
                            type: "kafka";
                            id: string;
                            tenant_id: string;
                            created_at: number;
                            /** @description A webhook's, shown this once: notifications are signed with it as Standard Webhooks has it. */
                            signing_secret?: string;
                        } | {
                            name: string;
                            /** @constant */
                            type: "alertmanager";
                            /** @description Base addresses; alerts are posted to `/api/v2/alerts` below each of them. */
                            urls: string[];
                            id: string;
                            tenant_id: string;
                            created_at: number;
                            /** @description A webhook's, shown this once: notifications are signed with it as Standard Webhooks has it. */
                            signing_secret?: string;
                        };
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getReceiver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receiver, and how it fares. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ReceiverDetail"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateReceiver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "on-call",
                 *       "type": "webhook",
                 *       "url": "http://127.0.0.1:9900/hook"
                 *     }
                 */
                "application/json": components["schemas"]["ReceiverReplacementInput"];
            };
        };
        responses: {
            /** @description The receiver as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Receiver"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteReceiver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    testReceiver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "labels": {
                 *         "alertname": "CPU is high",
                 *         "severity": "high",
                 *         "team": "web"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TestedAlertInput"];
            };
        };
        responses: {
            /** @description What the receiver answered. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ReceiverTestAnswer"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listNotifications: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                receiver_id?: string;
                alert_id?: string;
                rule_id?: string;
                /** @description `retried` is tried again; `failed` is given up; `held` waits until the tenant may send notifications again. */
                outcome?: "delivered" | "retried" | "failed" | "held";
                /** @description First tried from then on. Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                from?: string;
                /** @description First tried before then. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Notifications, the last first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NotificationSummary"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notification. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NotificationDetail"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getWeeklyReport: {
        parameters: {
            query?: {
                /** @description The end of the week; now when left out. The ledger reaches 90 days back. Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WeeklyReport"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    sendMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "samples": [
                 *         {
                 *           "metric": "cpu_usage",
                 *           "labels": {
                 *             "instance": "web-1"
                 *           },
                 *           "value": 95,
                 *           "timestamp": 1763900000000
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    samples: components["schemas"]["JsonSampleInput"][];
                };
            };
        };
        responses: {
            /** @description The samples stand in the log. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            accepted: number;
                            refused: number;
                        };
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    remoteWrite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-protobuf": string;
            };
        };
        responses: {
            /** @description The samples stand in the log. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    sendOtlpMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-protobuf": string;
                "application/json": {
                    resourceMetrics?: unknown[];
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Taken, with a partial success when some points were not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusQuery: {
        parameters: {
            query: {
                /** @description An expression of PromQL. */
                query: string;
                /** @description When; now when left out; RFC 3339, or seconds since 1970. */
                time?: string;
                /** @description How long it may take at most, such as `10s`. */
                timeout?: string;
                /** @description Most series of the answer; `0` for all. */
                limit?: string;
                /** @description How long a sample stands for its series; `5m` when left out. */
                lookback_delta?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: components["schemas"]["PrometheusResult"];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusQueryByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description An expression of PromQL. */
                    query: string;
                    /** @description When; now when left out; RFC 3339, or seconds since 1970. */
                    time?: string;
                    /** @description How long it may take at most, such as `10s`. */
                    timeout?: string;
                    /** @description Most series of the answer; `0` for all. */
                    limit?: string;
                    /** @description How long a sample stands for its series; `5m` when left out. */
                    lookback_delta?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: components["schemas"]["PrometheusResult"];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusQueryRange: {
        parameters: {
            query: {
                /** @description An expression of PromQL. */
                query: string;
                /** @description The first step; RFC 3339, or seconds since 1970. */
                start: string;
                /** @description No step is later; RFC 3339, or seconds since 1970. */
                end: string;
                /** @description The distance of steps: a duration, or seconds. */
                step: string;
                /** @description How long it may take at most, such as `10s`. */
                timeout?: string;
                /** @description Most series of the answer; `0` for all. */
                limit?: string;
                /** @description How long a sample stands for its series; `5m` when left out. */
                lookback_delta?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: components["schemas"]["PrometheusResult"];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusQueryRangeByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description An expression of PromQL. */
                    query: string;
                    /** @description The first step; RFC 3339, or seconds since 1970. */
                    start: string;
                    /** @description No step is later; RFC 3339, or seconds since 1970. */
                    end: string;
                    /** @description The distance of steps: a duration, or seconds. */
                    step: string;
                    /** @description How long it may take at most, such as `10s`. */
                    timeout?: string;
                    /** @description Most series of the answer; `0` for all. */
                    limit?: string;
                    /** @description How long a sample stands for its series; `5m` when left out. */
                    lookback_delta?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: components["schemas"]["PrometheusResult"];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusFormatQuery: {
        parameters: {
            query: {
                /** @description An expression of PromQL. */
                query: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: string;
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusFormatQueryByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description An expression of PromQL. */
                    query: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: string;
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusQueryExemplars: {
        parameters: {
            query: {
                /** @description An expression of PromQL. */
                query: string;
                /** @description From; RFC 3339, or seconds since 1970. */
                start?: string;
                /** @description To; RFC 3339, or seconds since 1970. */
                end?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: unknown[];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description Nothing was asked for. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusQueryExemplarsByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description An expression of PromQL. */
                    query: string;
                    /** @description From; RFC 3339, or seconds since 1970. */
                    start?: string;
                    /** @description To; RFC 3339, or seconds since 1970. */
                    end?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: unknown[];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description Nothing was asked for. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusSeries: {
        parameters: {
            query: {
                /** @description Series that fit one of these selectors. */
                "match[]": string | string[];
                /** @description Series with samples from then on; RFC 3339, or seconds since 1970. */
                start?: string;
                /** @description Series with samples until then; RFC 3339, or seconds since 1970. */
                end?: string;
                /** @description Most entries of the answer; `0` for all. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: {
                            [key: string]: string;
                        }[];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusSeriesByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description Series that fit one of these selectors. */
                    "match[]": string | string[];
                    /** @description Series with samples from then on; RFC 3339, or seconds since 1970. */
                    start?: string;
                    /** @description Series with samples until then; RFC 3339, or seconds since 1970. */
                    end?: string;
                    /** @description Most entries of the answer; `0` for all. */
                    limit?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: {
                            [key: string]: string;
                        }[];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusLabels: {
        parameters: {
            query?: {
                /** @description Series that fit one of these selectors. */
                "match[]"?: string | string[];
                /** @description Series with samples from then on; RFC 3339, or seconds since 1970. */
                start?: string;
                /** @description Series with samples until then; RFC 3339, or seconds since 1970. */
                end?: string;
                /** @description Most entries of the answer; `0` for all. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: string[];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusLabelsByForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    /** @description Series that fit one of these selectors. */
                    "match[]"?: string | string[];
                    /** @description Series with samples from then on; RFC 3339, or seconds since 1970. */
                    start?: string;
                    /** @description Series with samples until then; RFC 3339, or seconds since 1970. */
                    end?: string;
                    /** @description Most entries of the answer; `0` for all. */
                    limit?: string;
                } & {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: string[];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusLabelValues: {
        parameters: {
            query?: {
                /** @description Series that fit one of these selectors. */
                "match[]"?: string | string[];
                /** @description Series with samples from then on; RFC 3339, or seconds since 1970. */
                start?: string;
                /** @description Series with samples until then; RFC 3339, or seconds since 1970. */
                end?: string;
                /** @description Most entries of the answer; `0` for all. */
                limit?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: string[];
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusMetadata: {
        parameters: {
            query?: {
                metric?: string;
                limit?: string;
                limit_per_metric?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: {
                            [key: string]: {
                                type: string;
                                help: string;
                                unit: string;
                            }[];
                        };
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusRules: {
        parameters: {
            query?: {
                /** @description `alert` or `record`; both when left out. */
                type?: string;
                /** @description Only rules of these names. */
                "rule_name[]"?: string[];
                /** @description Only groups of these names. */
                "rule_group[]"?: string[];
                /** @description Only groups of these files. */
                "file[]"?: string[];
                /** @description Only rules whose labels fit one of these selectors. */
                "match[]"?: string[];
                /** @description `true` leaves the alerts of rules out. */
                exclude_alerts?: string;
                /** @description Most groups of the answer. */
                group_limit?: string;
                /** @description `groupNextToken` of the answer before. */
                group_next_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: {
                            groups: components["schemas"]["PrometheusRuleGroup"][];
                            groupNextToken?: string;
                        };
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusAlerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: {
                            alerts: components["schemas"]["PrometheusAlert"][];
                        };
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    prometheusBuildInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Prometheus's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "success";
                        data: {
                            version: string;
                            revision: string;
                            branch: string;
                            buildUser: string;
                            buildDate: string;
                            goVersion: string;
                        };
                        warnings?: string[];
                        infos?: string[];
                    };
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A failure, in the form of Prometheus's API. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PrometheusError"];
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    alertmanagerAlerts: {
        parameters: {
            query?: {
                /** @description Matchers that all must fit, such as `instance="web-1"`. */
                filter?: string[];
                /** @description A pattern that the name of one of its receivers must fit. */
                receiver?: string;
                /** @description Whether such alerts are wanted, which they are when it is left out; any word but `true` and its like says no. */
                active?: string;
                /** @description Whether such alerts are wanted, which they are when it is left out; any word but `true` and its like says no. */
                silenced?: string;
                /** @description Whether such alerts are wanted, which they are when it is left out; any word but `true` and its like says no. */
                inhibited?: string;
                /** @description Whether such alerts are wanted, which they are when it is left out; any word but `true` and its like says no. */
                unprocessed?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Alertmanager's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertmanagerAlert"][];
                };
            };
            /** @description What is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    alertmanagerPostAlerts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostableAlertInput"][];
            };
        };
        responses: {
            /** @description As Alertmanager's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    alertmanagerAlertGroups: {
        parameters: {
            query?: {
                /** @description Matchers that all must fit, such as `instance="web-1"`. */
                filter?: string[];
                /** @description A pattern that the name of one of its receivers must fit. */
                receiver?: string;
                /** @description Whether such alerts are wanted, which they are when it is left out; any word but `true` and its like says no. */
                active?: string;
                /** @description Whether such alerts are wanted, which they are when it is left out; any word but `true` and its like says no. */
                silenced?: string;
                /** @description Whether such alerts are wanted, which they are when it is left out; any word but `true` and its like says no. */
                inhibited?: string;
                /** @description Whether such alerts are wanted, which they are when it is left out; any word but `true` and its like says no. */
                unprocessed?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Alertmanager's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        labels: {
                            [key: string]: string;
                        };
                        routeLabels: {
                            [key: string]: string;
                        };
                        receiver: {
                            name: string;
                        };
                        alerts: components["schemas"]["AlertmanagerAlert"][];
                    }[];
                };
            };
            /** @description What is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    alertmanagerReceivers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Alertmanager's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                    }[];
                };
            };
            /** @description What is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    alertmanagerSilences: {
        parameters: {
            query?: {
                /** @description Matchers that all must fit, such as `instance="web-1"`. */
                filter?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Alertmanager's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GettableSilence"][];
                };
            };
            /** @description What is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    alertmanagerPostSilence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostableSilenceInput"];
            };
        };
        responses: {
            /** @description As Alertmanager's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        silenceID: string;
                    };
                };
            };
            /** @description What is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    alertmanagerSilence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Alertmanager's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GettableSilence"];
                };
            };
            /** @description What is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    alertmanagerDeleteSilence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Alertmanager's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description There is none. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    alertmanagerStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As Alertmanager's API answers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        cluster: {
                            /** @enum {string} */
                            status: "disabled";
                            peers: unknown[];
                        };
                        versionInfo: {
                            [key: string]: string;
                        };
                        config: {
                            original: string;
                        };
                        uptime: string;
                    };
                };
            };
            /** @description What is wrong. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    logIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user": "ann",
                 *       "password": "correct horse battery staple"
                 *     }
                 */
                "application/json": components["schemas"]["LoginInput"];
            };
        };
        responses: {
            /** @description A session. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Session"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionRenewalInput"];
            };
        };
        responses: {
            /** @description The session with new tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Session"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    logOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    openWelcomeLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "secret": "eyJhbGciOiJIUzI1NiIs"
                 *     }
                 */
                "application/json": components["schemas"]["WelcomeSecretInput"];
            };
        };
        responses: {
            /** @description A token of the admin. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Token"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Users, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["User"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "ann",
                 *       "password": "correct horse battery staple",
                 *       "role": "editor"
                 *     }
                 */
                "application/json": components["schemas"]["NewUserInput"];
            };
        };
        responses: {
            /** @description The user. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["User"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "viewer",
                 *       "disabled": false
                 *     }
                 */
                "application/json": components["schemas"]["UserChangeInput"];
            };
        };
        responses: {
            /** @description The user as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["User"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateUserPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPasswordInput"];
            };
        };
        responses: {
            /** @description It is set. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    listServiceAccounts: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accounts, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ServiceAccount"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createServiceAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "deployer",
                 *       "role": "editor"
                 *     }
                 */
                "application/json": components["schemas"]["NewServiceAccountInput"];
            };
        };
        responses: {
            /** @description The account, without keys. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ServiceAccount"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteServiceAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["NewApiKeyInput"];
            };
        };
        responses: {
            /** @description The key. It is not kept: copy it now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ShownApiKey"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ApiKeyRotationInput"];
            };
        };
        responses: {
            /** @description The key. It is not kept: copy it now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ShownApiKey"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It opens no door any more, anywhere within seconds. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ListedToken"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject": "prometheus",
                 *       "scopes": [
                 *         "rules:write"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["TokenRequestInput"];
            };
        };
        responses: {
            /** @description The token. It is not kept: copy it now. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Token"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                type?: "rule_created" | "rule_modified" | "rule_deleted" | "rule_proposed" | "rule_approved" | "rule_rejected" | "configuration_changed" | "limit_reached" | "healing_run" | "healing_held" | "access_granted" | "access_denied" | "subject_read" | "subject_changed" | "subject_erased" | "records_deleted" | "dead_letter_replayed";
                actor?: string;
                /** @description Such as `rule/ID`. */
                subject?: string;
                /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                from?: string;
                /** @description Milliseconds since 1970, or RFC 3339 such as 2026-01-31T12:00:00Z. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditEvent"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSubject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is held. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Subject"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description Nobody is known by it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    renameSubject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "ann"
                 *     }
                 */
                "application/json": components["schemas"]["SubjectRenamingInput"];
            };
        };
        responses: {
            /** @description The name as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RenamedSubject"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description Nobody is known by it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    eraseSubject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": components["schemas"]["ErasureRequestInput"];
            };
        };
        responses: {
            /** @description The signed certificate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SignedErasure"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description Nobody is known by it. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    listErasures: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SignedErasure"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The certificate. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["KeptErasure"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description There is no such certificate. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    rotateKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["KeyRotation"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    renewDataKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["KeyRenewal"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description The tenant has no key yet. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Tenants, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Tenant"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createTenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "acme",
                 *       "name": "Acme",
                 *       "quotas": {
                 *         "rules": 500
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["NewTenantInput"];
            };
        };
        responses: {
            /** @description The tenant. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Tenant"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateTenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Acme",
                 *       "quotas": {
                 *         "rules": 1000
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TenantChangeInput"];
            };
        };
        responses: {
            /** @description The tenant as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Tenant"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getTenantUsage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Use and limit of each quota. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Usage"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listLedgerEntries: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                /** @description The sequence number to begin with. */
                from?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Entries, the oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["LedgerEntry"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getLedgerCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkpoint. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["LedgerCheckpoint"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description There is none yet. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getLedgerInclusionProof: {
        parameters: {
            query: {
                /** @description Its sequence number. */
                entry: number;
                /** @description Of which size of the ledger; that of the last checkpoint when left out. */
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["LedgerInclusionProof"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description No size was given, and there is no checkpoint yet. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getLedgerConsistencyProof: {
        parameters: {
            query: {
                from: number;
                to: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["LedgerConsistencyProof"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    exportLedger: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is no checkpoint yet. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    listControls: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Controls with their examples. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Control"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEvidencePack: {
        parameters: {
            query: {
                /** @description The first moment of the period. */
                from: string;
                /** @description The first moment after it; now when left out. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pack. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["EvidencePack"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description There is no checkpoint yet. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getEvidencePage: {
        parameters: {
            query: {
                /** @description The first moment of the period. */
                from: string;
                /** @description The first moment after it; now when left out. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page; it loads nothing. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description There is no checkpoint yet. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getAnonymisedAudit: {
        parameters: {
            query: {
                /** @description The first moment of the period. */
                from: string;
                /** @description The first moment after it; now when left out. */
                to?: string;
                /** @description The least persons that every combination of values stands for. */
                k?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rows. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AnonymisedAudit"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is kept for how long. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Retention"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    putRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "days": {
                 *         "healing_runs": 730
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["RetentionChangeInput"];
            };
        };
        responses: {
            /** @description What is kept for how long. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Retention"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listPlaybooks: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Playbooks, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Playbook"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createPlaybook: {
        parameters: {
            query?: {
                /** @description Checks it, and keeps nothing. */
                dry_run?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Restart a shop that does not answer",
                 *       "trigger": {
                 *         "rule_ids": [],
                 *         "matchers": [
                 *           "alertname=\"ShopDown\""
                 *         ]
                 *       },
                 *       "steps": [
                 *         {
                 *           "actions": [
                 *             {
                 *               "kind": "kubernetes_restart",
                 *               "workload": {
                 *                 "namespace": "{{ $labels.namespace }}",
                 *                 "kind": "Deployment",
                 *                 "name": "{{ $labels.deployment }}"
                 *               }
                 *             }
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PlaybookDraftInput"];
            };
        };
        responses: {
            /** @description Of a dry run: the playbook as it would be. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Playbook"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description The playbook; what is doubtful about it is in `meta.warnings`. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Playbook"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPlaybook: {
        parameters: {
            query?: {
                /** @description The latest when left out. */
                version?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The playbook, or a version of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Playbook"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updatePlaybook: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag of the version that is meant, or `*`.
                 * @example *
                 */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Restart a shop that does not answer",
                 *       "trigger": {
                 *         "rule_ids": [],
                 *         "matchers": [
                 *           "alertname=\"ShopDown\""
                 *         ]
                 *       },
                 *       "steps": [
                 *         {
                 *           "actions": [
                 *             {
                 *               "kind": "kubernetes_restart",
                 *               "workload": {
                 *                 "namespace": "{{ $labels.namespace }}",
                 *                 "kind": "Deployment",
                 *                 "name": "{{ $labels.deployment }}"
                 *               }
                 *             }
                 *           ]
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["PlaybookDraftInput"];
            };
        };
        responses: {
            /** @description The playbook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Playbook"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deletePlaybook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    dryRunPlaybook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "playbook": {
                 *         "name": "Restart a shop that does not answer",
                 *         "trigger": {
                 *           "rule_ids": [],
                 *           "matchers": [
                 *             "alertname=\"ShopDown\""
                 *           ]
                 *         },
                 *         "steps": [
                 *           {
                 *             "actions": [
                 *               {
                 *                 "kind": "kubernetes_restart",
                 *                 "workload": {
                 *                   "namespace": "{{ $labels.namespace }}",
                 *                   "kind": "Deployment",
                 *                   "name": "{{ $labels.deployment }}"
                 *                 }
                 *               }
                 *             ]
                 *           }
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["PlaybookDryRunRequestInput"];
            };
        };
        responses: {
            /** @description What would have happened. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PlaybookDryRun"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    requestHealingRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "playbook_id": "p1",
                 *       "alert_id": "a1",
                 *       "reason": "Held back by the cooldown; looked at it."
                 *     }
                 */
                "application/json": components["schemas"]["NewHealingRequestInput"];
            };
        };
        responses: {
            /** @description It is being planned. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingRequest"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getHealingRequest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingRequest"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listHealingRuns: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                state?: "planned" | "awaiting_approval" | "executing" | "verifying" | "rolling_back" | "unknown" | "succeeded" | "rolled_back" | "failed" | "rejected" | "expired" | "cancelled" | "held_back";
                /** @description Those that are not over, or those that are. */
                open?: "true" | "false";
                playbook_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Runs, the newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingRunSummary"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getHealingRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingRun"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    approveHealingRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "plan_hash": "abababababababababababababababababababababababababababababababab",
                 *       "reason": "Seen before."
                 *     }
                 */
                "application/json": components["schemas"]["HealingApprovalInput"];
            };
        };
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingRun"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    reviewBreakGlass: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "is_justified": true,
                 *       "reason": "The shop was down, I was asleep."
                 *     }
                 */
                "application/json": components["schemas"]["BreakGlassReviewInput"];
            };
        };
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingRun"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rejectHealingRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "It is being looked at."
                 *     }
                 */
                "application/json": components["schemas"]["HealingReasonInput"];
            };
        };
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingRun"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    cancelHealingRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "reason": "The wrong service."
                 *     }
                 */
                "application/json": components["schemas"]["HealingReasonInput"];
            };
        };
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingRun"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    settleHealingRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "step": 0,
                 *       "action": 0,
                 *       "direction": "do",
                 *       "is_done": true,
                 *       "reason": "The pods are new."
                 *     }
                 */
                "application/json": components["schemas"]["HealingSettlementInput"];
            };
        };
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingRun"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getHealingSwitch: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is switched off now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingSwitches"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    switchHealingOff: {
        parameters: {
            query?: {
                /** @description For all tenants; for operators. */
                everybody?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "We are moving the cluster."
                 *     }
                 */
                "application/json": components["schemas"]["HealingSwitchOffInput"];
            };
        };
        responses: {
            /** @description What is switched off now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingSwitches"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    switchHealingOn: {
        parameters: {
            query?: {
                /** @description For all tenants; for operators. */
                everybody?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is switched off now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingSwitches"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getHealingSigningSecret: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret of this tenant. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingSigningSecret"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listHealingTargets: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
                health?: "healthy" | "degraded" | "down";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Targets by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HealingTarget"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getInstallation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The installation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Installation"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: {
                /** @description Most items of one page. */
                limit?: number;
                /** @description `meta.next_cursor` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Dead letters. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["DeadLetterSummary"][];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dead letter. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["DeadLetterDetail"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    replayDeadLetter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dead letter, brought back. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["DeadLetterDetail"];
                        meta: {
                            next_cursor?: string;
                            warnings?: components["schemas"]["Warning"][];
                        };
                    };
                };
            };
            /** @description It was brought back before, records of its topic are not brought back, or another gateway is at it. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getIndex: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Links. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They can. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ready: boolean;
                        checks: {
                            name: string;
                            ok: boolean;
                            /** @description Whether nothing can be answered without it. */
                            required: boolean;
                            message: string;
                        }[];
                    };
                };
            };
            /** @description They cannot; the checks tell why. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        ready: boolean;
                        checks: {
                            name: string;
                            ok: boolean;
                            /** @description Whether nothing can be answered without it. */
                            required: boolean;
                            message: string;
                        }[];
                    };
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getOwnMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    graphql: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "query": "{ rules(limit: 5) { nodes { id name severity } next_cursor } }"
                 *     }
                 */
                "application/json": components["schemas"]["GraphQLRequestInput"];
            };
        };
        responses: {
            /** @description Data, and what went wrong beside it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data?: {
                            [key: string]: unknown;
                        } | null;
                        errors?: ({
                            message: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description The query was not carried out; `errors` says why. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data?: {
                            [key: string]: unknown;
                        } | null;
                        errors?: ({
                            message: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    };
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDocumentation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDocumentationAsset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                asset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A style sheet or a script. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getOpenApiDocument: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
