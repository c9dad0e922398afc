{{/* Short enough that the name of a pod, which is an instance's name, has at most 60 characters. */}}
{{- define "tocsin.fullname" -}}
{{- $name := .Values.fullnameOverride | default (ternary .Release.Name (printf "%s-tocsin" .Release.Name) (contains "tocsin" .Release.Name)) }}
{{- $name | trunc 26 | trimSuffix "-" }}
{{- end }}

{{- define "tocsin.selector" -}}
app.kubernetes.io/name: tocsin
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}

{{- define "tocsin.labels" -}}
{{ include "tocsin.selector" . }}
app.kubernetes.io/part-of: tocsin
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "tocsin.image" -}}
{{ .root.Values.image.registry | trimSuffix "/" }}/tocsin-{{ .app }}:{{ .root.Values.image.tag | default .root.Chart.AppVersion }}
{{- end }}

{{/* The component that answers people and programs. */}}
{{- define "tocsin.front" -}}
{{ include "tocsin.fullname" . }}-{{ ternary "all-in-one" "gateway" (eq .Values.mode "all-in-one") }}
{{- end }}

{{- define "tocsin.migrationSelector" -}}
{{ include "tocsin.selector" (dict "root" . "name" "migration") }}
{{- end }}
