#!/usr/bin/env bash
# One Kafka broker on loopback from Maven Central's jars.
#   kafka.sh fetch                           copies the jars to .cache/kafka, once
#   kafka.sh run DATA_DIR PORT CONTROL_PORT [GUARD_DIR]  runs a broker in the foreground until it is told to end
# With GUARD_DIR it lets in by TLS and SCRAM-SHA-512 only and obeys access control lists. The directory holds users.txt
# (a name and a password a line, the administrator's first), store.pem (key and certificate) and certificate.pem.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$(sed -n 's:.*<kafka.version>\(.*\)</kafka.version>.*:\1:p' deploy/kafka/pom.xml)
jars=.cache/kafka/$version

fetch() {
  [ -f "$jars/.complete" ] && return
  for tool in java mvn; do
    command -v "$tool" > /dev/null || { echo "kafka: $tool is missing; install a JDK 17 and Maven" >&2; exit 3; }
  done
  echo "kafka: fetching Apache Kafka $version from Maven Central (once)" >&2
  mkdir -p "$jars"
  mvn -B -q -f deploy/kafka/pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$PWD/$jars" >&2
  touch "$jars/.complete"
}

kafka_class() {
  java -Xmx"${KAFKA_HEAP:-512m}" -XX:+UseSerialGC -Dlog4j2.configurationFile=deploy/kafka/log4j2.properties -cp "$jars/*" "$@"
}

# Settings of the listener that clients come to, without and with a guard.
open_listener() {
  cat <<CONFIG
listener.security.protocol.map=CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT
CONFIG
}

guarded_listener() {
  local guard=$1 name password
  read -r name password < "$guard/users.txt"
  cat <<CONFIG
listener.security.protocol.map=CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.clients.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="$name" password="$password";
ssl.keystore.type=PEM
ssl.keystore.location=$guard/store.pem
ssl.truststore.type=PEM
ssl.truststore.location=$guard/certificate.pem
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
# The controller's own listener, on loopback, knows no names.
super.users=User:$name;User:ANONYMOUS
CONFIG
}

run() {
  local data=$1 port=$2 control=$3 guard=${4:-}
  mkdir -p "$data"
  data=$(cd "$data" && pwd)
  local users=()
  if [ -n "$guard" ]; then
    guard=$(cd "$guard" && pwd)
    while read -r name password; do
      users+=(--add-scram "SCRAM-SHA-512=[name=$name,password=$password]")
    done < "$guard/users.txt"
  fi
  cat > "$data/server.properties" <<CONFIG
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$control
controller.listener.names=CONTROLLER
listeners=CLIENTS://127.0.0.1:$port,CONTROLLER://127.0.0.1:$control
advertised.listeners=CLIENTS://127.0.0.1:$port
inter.broker.listener.name=CLIENTS
$([ -n "$guard" ] && guarded_listener "$guard" || open_listener)
log.dirs=$data/log
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
CONFIG
  if [ ! -f "$data/log/meta.properties" ]; then
    kafka_class kafka.tools.StorageTool format --config "$data/server.properties" --cluster-id "$(head -c 16 /dev/urandom | base64 | tr '+/' 'ab' | cut -c1-22)" "${users[@]}" > /dev/null
  fi
  exec java -Xmx"${KAFKA_HEAP:-512m}" -XX:+UseSerialGC -Dlog4j2.configurationFile=deploy/kafka/log4j2.properties -cp "$jars/*" kafka.Kafka "$data/server.properties"
}

case ${1:-} in
  fetch) fetch ;;
  run)
    fetch
    run "$2" "$3" "$4" "${5:-}"
    ;;
  *)
    sed -n '2,6p' "$0" >&2
    exit 2
    ;;
esac
