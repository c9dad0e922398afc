#!/usr/bin/env bash
# Writes deploy/.env: the secrets that deploy/compose.yaml asks for, each of them random and made here. Whoever may read the file
# may do everything, so it is yours alone; keep a copy of ENCRYPTION_KEY apart from the database's backups.
set -euo pipefail
umask 077
file=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.env
[ ! -e "$file" ] || { echo "make-env: $file is there already; what it names is in use, so it is left as it is" >&2; exit 1; }

base64_bytes() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }
hex_bytes() { head -c "$1" /dev/urandom | od -An -tx1 | tr -d ' \n'; }

cat > "$file" <<ENV
JWT_SECRET_KEY=$(hex_bytes 32)
ENCRYPTION_KEY=$(base64_bytes 32)
POSTGRES_PASSWORD=$(hex_bytes 24)
REDIS_PASSWORD=$(hex_bytes 24)
GRAFANA_ADMIN_PASSWORD=$(hex_bytes 12)
KAFKA_CLUSTER_ID=$(base64_bytes 16 | tr '+/' '-_' | cut -c 1-22)
ENV
echo "make-env: $file is written; next: docker compose --file deploy/compose.yaml up --build --wait" >&2
