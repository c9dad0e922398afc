{{/* What the schema cannot say: what belongs together, and how things were called before. */}}
{{- define "tocsin.validate" -}}
{{- $version := 1 }}
{{- if ne (int .Values.valuesVersion) $version }}
{{- fail (printf "valuesVersion: this file is for version %d of the values, and this chart reads version %d; helm/tocsin/README.md says what became of each key" (int .Values.valuesVersion) $version) }}
{{- end }}
{{- range $former, $now := .Files.Get "files/former-keys.yaml" | fromYaml }}
{{- $value := fromJson (toJson $.Values) }}
{{- range splitList "." $former }}
{{- if kindIs "map" $value }}{{ $value = index $value . }}{{ else }}{{ $value = index dict . }}{{ end }}
{{- end }}
{{- if not (kindIs "invalid" $value) }}
{{- fail (printf "%s: is not read any more; take it out, and see %s" $former $now) }}
{{- end }}
{{- end }}
{{- if not .Values.image.registry }}
{{- fail "image.registry: is empty; say where the images tocsin-gateway and so on were pushed, such as registry.example/team" }}
{{- end }}
{{- $required := list "JWT_SECRET_KEY" "ENCRYPTION_KEY" }}
{{- if eq .Values.mode "services" }}
{{- $required = concat $required (list "DATABASE_URL" "REDIS_URL") }}
{{- if not .Values.kafka.brokers }}
{{- fail "kafka.brokers: is empty, and mode services runs on Kafka; name its brokers as [host:port], or take mode all-in-one" }}
{{- end }}
{{- if not .Values.ledgerKey.existingSecret }}
{{- fail "ledgerKey.existingSecret: is empty; name a Secret with an Ed25519 key in PEM, which `openssl genpkey -algorithm ed25519` makes: gateways and compliance sign with the same one" }}
{{- end }}
{{- end }}
{{- range $required }}
{{- if not (index $.Values.secrets .).existingSecret }}
{{- fail (printf "secrets.%s.existingSecret: is empty; name a Secret of this namespace that holds it, since the chart makes none" .) }}
{{- end }}
{{- end }}
{{- if and .Values.kafka.sasl.enabled (not .Values.secrets.KAFKA_SASL_PASSWORD.existingSecret) }}
{{- fail "secrets.KAFKA_SASL_PASSWORD.existingSecret: is empty, and kafka.sasl.enabled is true; name the Secret with the passwords" }}
{{- end }}
{{- if and .Values.vault.transitKey (not (and .Values.vault.address .Values.secrets.VAULT_TOKEN.existingSecret)) }}
{{- fail "vault.transitKey: is there, and vault.address or secrets.VAULT_TOKEN.existingSecret is empty; give all three or none" }}
{{- end }}
{{- range $name, $own := .Values }}
{{- if kindIs "map" $own }}
{{- with $own.autoscaling }}
{{- if gt (int .minReplicas) (int .maxReplicas) }}
{{- fail (printf "%s.autoscaling.minReplicas: is %d, more than %s.autoscaling.maxReplicas, which is %d; lower the one or raise the other" $name (int .minReplicas) $name (int .maxReplicas)) }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
{{- fail "ingress.host: is empty, and ingress.enabled is true; give the name by which people reach the platform" }}
{{- end }}
{{- if and .Values.healing.kubernetes.nodes (not .Values.healing.kubernetes.enabled) }}
{{- fail "healing.kubernetes.nodes: is true, and healing.kubernetes.enabled is false; switch that on, or this off" }}
{{- end }}
{{- if and .Values.healing.aws.enabled (not .Values.healing.aws.region) }}
{{- fail "healing.aws.region: is empty, and healing.aws.enabled is true; give a region such as eu-central-1" }}
{{- end }}
{{- if and .Values.kafka.topics.strimzi.enabled (not .Values.kafka.topics.strimzi.cluster) }}
{{- fail "kafka.topics.strimzi.cluster: is empty, and kafka.topics.strimzi.enabled is true; give the name of the Kafka resource" }}
{{- end }}
{{- end }}
