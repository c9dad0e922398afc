#!/usr/bin/env bash
# Gives each service the rights of acls.txt, by Kafka's own program.
#   apply-acls.sh HOST:PORT ADMIN_PROPERTIES [TOPIC_PREFIX]
# ADMIN_PROPERTIES is a file by which an administrator of Kafka is let in; kafka-acls.sh must be on the PATH.
set -euo pipefail
server=${1:?HOST:PORT of a broker}
admin=${2:?a file with the properties of an administrator}
prefix=${3:-tocsin}

while read -r line; do
  # Each line is arguments and nothing else.
  # shellcheck disable=SC2086
  kafka-acls.sh --bootstrap-server "$server" --command-config "$admin" $line
done < <(sed -E "s/--(topic|transactional-id) tocsin\./--\1 $prefix./" "$(dirname "${BASH_SOURCE[0]}")/acls.txt")
