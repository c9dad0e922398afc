/** The title of a notification whose receiver has no template of its own: how many, of what, and where. */
export const DEFAULT_TITLE = `[{{ .Status | toUpper }}{{ if eq .Status "firing" }}:{{ .Alerts.Firing | len }}{{ end }}] \
{{ if .GroupLabels }}{{ .GroupLabels.SortedPairs.Values | join " " }}{{ else }}{{ .CommonLabels.alertname }}{{ end }}\
{{ with (.CommonLabels.Remove .GroupLabels.Names).Remove (stringSlice "alertname" "severity") }} ({{ .Values | join " " }}){{ end }}`;

/**
 * The text of one: each alert with what its rule says of it, its value and its labels; what is over stands below what
 * fires. Of either, twenty are named: more than that nobody reads in a chat.
 */
export const DEFAULT_TEXT = `{{ define "alert" -}}
{{ if .Annotations.summary }}{{ .Annotations.summary }}{{ else }}{{ .Labels.alertname }}{{ end }}
{{- if .Annotations.description }}
{{ .Annotations.description }}{{ end }}
{{ with .Severity }}{{ . | toUpper }}, {{ end }}since {{ .StartsAt.Format "2006-01-02 15:04:05" }} UTC\
{{ if eq .Status "resolved" }}, over since {{ .EndsAt.Format "15:04:05" }}{{ end }}
{{- if ne (print .Value) "<nil>" }}, value {{ .Value }}{{ end }}
{{- with .Labels.Remove (stringSlice "alertname" "severity") }}
{{ range $i, $pair := .SortedPairs }}{{ if $i }}, {{ end }}{{ $pair.Name }}={{ $pair.Value }}{{ end }}{{ end }}
{{- with .Annotations.runbook_url }}
Runbook: {{ . }}{{ end }}
{{ end -}}
{{ define "each" }}{{ range $i, $alert := . }}{{ if $i }}
{{ end }}{{ template "alert" $alert }}{{ end }}{{ end -}}
{{ define "alerts" }}{{ if gt (len .) 20 }}{{ template "each" (slice . 0 20) }}
These are 20 of {{ len . }}.
{{ else }}{{ template "each" . }}{{ end }}{{ end -}}
{{ with .Alerts.Firing }}{{ template "alerts" . }}{{ end }}\
{{ with .Alerts.Resolved }}{{ if $.Alerts.Firing }}
{{ end }}Resolved:
{{ template "alerts" . }}{{ end }}\
{{ if gt .TruncatedAlerts 0 }}
{{ .TruncatedAlerts }} more alerts were left out.{{ end }}`;
