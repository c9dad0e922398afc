{{- define "tocsin.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
# Only at first: PostgreSQL refuses a directory that others may write to.
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "tocsin.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* Secrets are files, one directory for all: what stands in the environment is read by whoever may look at a pod. */}}
{{- define "tocsin.secretVolume" -}}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      {{- range include "tocsin.secretNames" .component | fromJsonArray }}
      {{- $given := index $.root.Values.secrets . }}
      {{- if and (eq . "KAFKA_SASL_PASSWORD") (not $.root.Values.kafka.sasl.enabled) }}
      {{- else if $given.existingSecret }}
      {{- $key := $given.key | default . }}
      {{- if and (eq . "KAFKA_SASL_PASSWORD") (not $.root.Values.kafka.sasl.username) }}{{ $key = printf "tocsin-%s" $.component.app }}{{ end }}
      - secret:
          name: {{ $given.existingSecret }}
          items: [{ key: {{ $key | quote }}, path: {{ . }} }]
      {{- end }}
      {{- end }}
{{- end }}

{{- define "tocsin.secretEnv" -}}
{{- range include "tocsin.secretNames" .component | fromJsonArray }}
{{- if and (eq . "KAFKA_SASL_PASSWORD") (not $.root.Values.kafka.sasl.enabled) }}
{{- else if (index $.root.Values.secrets .).existingSecret }}
- { name: {{ . }}_FILE, value: /etc/tocsin/secrets/{{ . }} }
{{- end }}
{{- end }}
{{- end }}

{{/* What lets a process reach Kafka. */}}
{{- define "tocsin.kafkaEnv" -}}
{{- $kafka := .root.Values.kafka }}
- { name: KAFKA_BROKERS, value: {{ join "," $kafka.brokers | quote }} }
- { name: TOPIC_PREFIX, value: {{ $kafka.topicPrefix | quote }} }
- { name: KAFKA_TLS, value: {{ $kafka.tls | quote }} }
{{- if $kafka.sasl.enabled }}
- { name: KAFKA_SASL_MECHANISM, value: {{ $kafka.sasl.mechanism }} }
- { name: KAFKA_SASL_USERNAME, value: {{ $kafka.sasl.username | default (printf "tocsin-%s" .component.app) | quote }} }
{{- end }}
{{- end }}

{{/* What a component is told beside its secrets. */}}
{{- define "tocsin.env" -}}
{{- $values := .root.Values }}
{{- $needs := .component.needs }}
- { name: ALERT_ENGINE_MODE, value: {{ ternary "standalone" "production" (eq $values.mode "all-in-one") }} }
- name: TOCSIN_INSTANCE
  valueFrom: { fieldRef: { fieldPath: metadata.name } }
- { name: TOCSIN_HOME, value: /var/lib/tocsin }
- { name: TOCSIN_CONFIG, value: /etc/tocsin/config/monitoring.yaml }
- { name: HOME, value: /tmp }
- { name: HOST, value: {{ $values.host | quote }} }
- { name: PORT, value: "8000" }
- { name: METRICS_PORT, value: "9464" }
- { name: TOCSIN_LOG_LEVEL, value: {{ $values.logLevel }} }
- { name: ENABLE_ML_FEATURES, value: {{ $values.mlPrediction.enabled | quote }} }
{{- if $values.externalUrl }}
- { name: TOCSIN_EXTERNAL_URL, value: {{ $values.externalUrl | quote }} }
{{- end }}
{{- if has "kafka" $needs }}
{{ include "tocsin.kafkaEnv" . }}
{{- end }}
{{- if eq .name "history" }}
- { name: HISTORY_HOST, value: {{ $values.host | quote }} }
- { name: HISTORY_PORT, value: "8010" }
{{- end }}
{{- if has "history" $needs }}
{{- $urls := list }}
{{- $history := printf "%s-history" (include "tocsin.fullname" .root) }}
{{- range until (int $values.history.replicas) }}
{{- $urls = append $urls (printf "http://%s-%d.%s:8010" $history . $history) }}
{{- end }}
- { name: HISTORY_URLS, value: {{ join "," $urls | quote }} }
{{- end }}
{{- if and (has "encryption" $needs) $values.vault.transitKey }}
- { name: VAULT_ADDR, value: {{ $values.vault.address | quote }} }
- { name: VAULT_TRANSIT_KEY, value: {{ $values.vault.transitKey | quote }} }
- { name: VAULT_TRANSIT_MOUNT, value: {{ $values.vault.transitMount | quote }} }
{{- end }}
{{- if has "witness" $needs }}
{{- with $values.witness }}
{{- if .webhookKey }}
- { name: TOCSIN_LEDGER_WITNESS_KEY, value: {{ .webhookKey | quote }} }
{{- end }}
{{- if .kafka.brokers }}
- { name: WITNESS_KAFKA_BROKERS, value: {{ join "," .kafka.brokers | quote }} }
- { name: WITNESS_KAFKA_TOPIC, value: {{ .kafka.topic | quote }} }
- { name: WITNESS_KAFKA_TLS, value: {{ .kafka.tls | quote }} }
{{- if .kafka.username }}
- { name: WITNESS_KAFKA_SASL_MECHANISM, value: {{ .kafka.mechanism }} }
- { name: WITNESS_KAFKA_SASL_USERNAME, value: {{ .kafka.username | quote }} }
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- if and $values.healing.kubernetes.enabled (or (has "healing" $needs) (eq .name "gateway")) }}
- { name: TOCSIN_HEALING_KUBERNETES, value: in_cluster }
{{- end }}
{{- if $values.healing.aws.enabled }}
- { name: AWS_REGION, value: {{ $values.healing.aws.region }} }
{{- end }}
{{- range $key, $value := merge (dict) (index $values .component.values).env $values.env }}
- { name: {{ $key }}, value: {{ $value | toString | quote }} }
{{- end }}
{{ include "tocsin.secretEnv" . }}
{{- end }}

{{/* The pods of a component. */}}
{{- define "tocsin.pod" -}}
{{- $own := index .root.Values .component.values }}
{{- $heals := and (has "healing" .component.needs) .root.Values.healing.kubernetes.enabled }}
metadata:
  labels:
    {{- include "tocsin.labels" . | nindent 4 }}
    tocsin.dev/metrics: 'true'
    {{- with $own.podLabels }}{{ toYaml . | nindent 4 }}{{ end }}
  annotations:
    # A change of the settings starts the pods anew.
    tocsin.dev/config: {{ include "tocsin.config" .root | sha256sum }}
    {{- with $own.podAnnotations }}{{ toYaml . | nindent 4 }}{{ end }}
spec:
  serviceAccountName: {{ include "tocsin.fullname" .root }}-{{ .name }}
  automountServiceAccountToken: {{ $heals }}
  enableServiceLinks: false
  {{- with .root.Values.image.pullSecrets }}
  imagePullSecrets: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $own.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  terminationGracePeriodSeconds: {{ $own.terminationGracePeriodSeconds }}
  securityContext: {{ include "tocsin.podSecurity" . | nindent 4 }}
  {{- with $own.nodeSelector }}
  nodeSelector: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $own.tolerations }}
  tolerations: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- with $own.affinity }}
  affinity: {{ toYaml . | nindent 4 }}
  {{- end }}
  {{- range $index, $key := .root.Values.topologySpread.keys }}
  {{- if eq $index 0 }}
  topologySpreadConstraints:
  {{- end }}
    - maxSkew: 1
      topologyKey: {{ $key }}
      whenUnsatisfiable: {{ $.root.Values.topologySpread.whenUnsatisfiable }}
      labelSelector: { matchLabels: {{ include "tocsin.selector" $ | fromYaml | toJson }} }
      # While a new version comes, the pods of the old one do not count.
      matchLabelKeys: {{ ternary "[pod-template-hash]" "[controller-revision-hash]" (eq $.component.kind "Deployment") }}
  {{- end }}
  containers:
    - name: tocsin
      image: {{ include "tocsin.image" (dict "root" .root "app" .component.app) | quote }}
      imagePullPolicy: {{ .root.Values.image.pullPolicy }}
      workingDir: {{ .root.Values.image.workingDir }}
      command: [node]
      # kafkajs sets timers that lie in the past, which Node warns of and which does no harm.
      args: [--disable-warning=TimeoutNegativeWarning, apps/{{ .component.app }}/dist/main.js]
      securityContext: {{ include "tocsin.containerSecurity" . | nindent 8 }}
      env:
        {{- include "tocsin.env" . | nindent 8 }}
      ports:
        {{- if .component.http }}
        - { name: http, containerPort: 8000 }
        {{- end }}
        {{- if eq .name "history" }}
        - { name: history, containerPort: 8010 }
        {{- end }}
        - { name: metrics, containerPort: 9464 }
      livenessProbe:
        httpGet: { path: /livez, port: metrics }
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      # The process answers before it has read what it needs, so that a long start is no reason to end it.
      startupProbe:
        httpGet: { path: /livez, port: metrics }
        periodSeconds: 2
        timeoutSeconds: 5
        failureThreshold: 30
      readinessProbe:
        httpGet: { path: /readyz, port: {{ ternary "http" "metrics" (default false .component.http) }} }
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 3
      {{- if .component.http }}
      lifecycle:
        # So long the Service may still send somebody here.
        preStop: { sleep: { seconds: 5 } }
      {{- end }}
      resources: {{ toYaml $own.resources | nindent 8 }}
      volumeMounts:
        - { name: home, mountPath: /var/lib/tocsin }
        {{- if and (has "ledgerKey" .component.needs) .root.Values.ledgerKey.existingSecret }}
        - { name: ledger-key, mountPath: /var/lib/tocsin/ledger-key.pem, subPath: ledger-key.pem, readOnly: true }
        {{- if .root.Values.ledgerKey.successionKey }}
        - { name: ledger-key, mountPath: /var/lib/tocsin/ledger-key.pem.succession, subPath: ledger-key.pem.succession, readOnly: true }
        {{- end }}
        {{- end }}
        - { name: tmp, mountPath: /tmp }
        - { name: config, mountPath: /etc/tocsin/config, readOnly: true }
        - { name: secrets, mountPath: /etc/tocsin/secrets, readOnly: true }
  volumes:
    {{- if not (and .component.storage $own.persistence.enabled) }}
    - { name: home, emptyDir: {} }
    {{- end }}
    - { name: tmp, emptyDir: {} }
    - { name: config, configMap: { name: {{ include "tocsin.fullname" .root }}-config } }
    {{- if and (has "ledgerKey" .component.needs) .root.Values.ledgerKey.existingSecret }}
    - name: ledger-key
      secret:
        secretName: {{ .root.Values.ledgerKey.existingSecret }}
        defaultMode: 0440
        items:
          - { key: {{ .root.Values.ledgerKey.key | quote }}, path: ledger-key.pem }
          {{- with .root.Values.ledgerKey.successionKey }}
          - { key: {{ . | quote }}, path: ledger-key.pem.succession }
          {{- end }}
    {{- end }}
    {{- include "tocsin.secretVolume" . | nindent 4 }}
{{- end }}

{{/* The file of settings: what was given, and what follows from the rest of the values. */}}
{{- define "tocsin.config" -}}
{{- $config := deepCopy .Values.config }}
{{- $healing := dict "grants" .Values.healing.grants "break_glass_minutes" (int .Values.healing.breakGlassMinutes) }}
{{- $_ := set $config "healing" $healing }}
{{- $_ := set $config "multicloud" (dict "aws_enabled" .Values.healing.aws.enabled) }}
{{- toYaml $config }}
{{- end }}
