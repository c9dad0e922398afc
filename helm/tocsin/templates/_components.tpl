{{/*
What runs in the chosen mode: each component by its name, with the app that it is, the key of its values and what it needs.
`needs` are things that a process is given or let through to; a test holds them against what the targets of the code need.
*/}}
{{- define "tocsin.components" -}}
{{- if eq .Values.mode "all-in-one" }}
all-in-one:
  { app: standalone, values: allInOne, kind: StatefulSet, http: true, storage: true, needs: [embedded, encryption, ledgerKey, languageModel, mail, witness, heartbeats, internet, healing] }
{{- else }}
gateway:
  { app: gateway, values: gateway, kind: Deployment, http: true, needs: [kafka, database, redis, encryption, history, ledgerKey, languageModel, mail, witness, internet] }
rule-management:
  { app: rule-management, values: ruleManagement, kind: Deployment, needs: [kafka, database] }
evaluation:
  { app: evaluation, values: evaluation, kind: Deployment, needs: [kafka] }
history:
  { app: history, values: history, kind: StatefulSet, storage: true, needs: [kafka] }
ml-prediction:
  { app: ml-prediction, values: mlPrediction, kind: StatefulSet, storage: true, needs: [kafka, history] }
notification:
  { app: notification, values: notification, kind: Deployment, needs: [kafka, database, redis, encryption, mail, internet] }
auto-healing:
  { app: auto-healing, values: autoHealing, kind: Deployment, needs: [kafka, database, history, internet, healing] }
compliance:
  { app: compliance, values: compliance, kind: Deployment, needs: [kafka, database, ledgerKey, witness, internet] }
self-monitoring:
  { app: self-monitoring, values: selfMonitoring, kind: Deployment, needs: [kafka, database, heartbeats, internet] }
{{- end }}
{{- end }}

{{/* Those of them that are switched on. */}}
{{- define "tocsin.running" -}}
{{- $components := include "tocsin.components" . | fromYaml }}
{{- range $name, $component := $components }}
{{- if dig "enabled" true (index $.Values $component.values) }}
{{ $name }}: {{ $component | toJson }}
{{- end }}
{{- end }}
{{- end }}

{{/* Groups of Kafka by whose lag a component can be scaled, and the topic that each reads. */}}
{{- define "tocsin.lags" -}}
gateway:
  - { group: gateway.ingestion.metrics_json, topic: metrics_json.v1 }
  - { group: gateway.ingestion.otlp_metrics, topic: otlp_metrics.v1 }
rule-management:
  - { group: rule-management.commands, topic: commands.v1 }
evaluation:
  - { group: evaluation, topic: samples.v1 }
  - { group: evaluation-groups, topic: partials.v1 }
notification:
  - { group: notification.transitions, topic: transitions.v1 }
  - { group: notification.posted-alerts, topic: posted-alerts.v1 }
{{- end }}

{{/* The secrets that a component reads from files, by what it needs; each under the name of its setting. */}}
{{- define "tocsin.secretNames" -}}
{{- $names := list "JWT_SECRET_KEY" }}
{{- if has "encryption" .needs }}{{ $names = concat $names (list "ENCRYPTION_KEY" "VAULT_TOKEN") }}{{ end }}
{{- if or (has "database" .needs) (has "embedded" .needs) }}{{ $names = append $names "DATABASE_URL" }}{{ end }}
{{- if or (has "redis" .needs) (has "embedded" .needs) }}{{ $names = append $names "REDIS_URL" }}{{ end }}
{{- if has "mail" .needs }}{{ $names = append $names "SMTP_URL" }}{{ end }}
{{- if has "languageModel" .needs }}{{ $names = append $names "LLM_API_KEY" }}{{ end }}
{{- if has "kafka" .needs }}{{ $names = concat $names (list "KAFKA_SASL_PASSWORD" "KAFKA_TLS_CA") }}{{ end }}
{{- if has "witness" .needs }}{{ $names = concat $names (list "TOCSIN_LEDGER_WITNESS_URL" "WITNESS_KAFKA_SASL_PASSWORD" "WITNESS_KAFKA_TLS_CA") }}{{ end }}
{{- if has "heartbeats" .needs }}{{ $names = append $names "TOCSIN_HEARTBEAT_URLS" }}{{ end }}
{{- $names | toJson }}
{{- end }}
