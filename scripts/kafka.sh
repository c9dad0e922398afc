#!/usr/bin/env bash
# One Kafka broker on loopback from Maven Central's jars.
#   kafka.sh fetch                           copies the jars to .cache/kafka, once
#   kafka.sh run DATA_DIR PORT CONTROL_PORT  runs a broker in the foreground until it is told to end
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

run() {
  local data=$1 port=$2 control=$3
  mkdir -p "$data"
  data=$(cd "$data" && pwd)
  cat > "$data/server.properties" <<CONFIG
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$control
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$control
advertised.listeners=PLAINTEXT://127.0.0.1:$port
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
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
CONFIG
  if [ ! -f "$data/log/meta.properties" ]; then
    kafka_class kafka.tools.StorageTool format --config "$data/server.properties" --cluster-id "$(head -c 16 /dev/urandom | base64 | tr '+/' 'ab' | cut -c1-22)" > /dev/null
  fi
  exec java -Xmx"${KAFKA_HEAP:-512m}" -XX:+UseSerialGC -Dlog4j2.configurationFile=deploy/kafka/log4j2.properties -cp "$jars/*" kafka.Kafka "$data/server.properties"
}

case ${1:-} in
  fetch) fetch ;;
  run)
    fetch
    run "$2" "$3" "$4"
    ;;
  *)
    sed -n '2,4p' "$0" >&2
    exit 2
    ;;
esac
