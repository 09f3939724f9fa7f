#!/usr/bin/env bash
# Fills a SPARK_HOME: bin/spark-class, conf/, and jars/ with Spark, hadoop-aws with the parts of the AWS
# SDK it needs, and the chosen table formats. The image build runs it; so can you, beside a pom.xml.
set -euo pipefail

usage() {
  cat <<'END'
Usage: download_jars.sh [FRAMEWORK [SPARK_HOME]]

  FRAMEWORK   comma list of HUDI, ICEBERG, DELTA, any case; default all three
  SPARK_HOME  folder to fill; default $SPARK_HOME, else /opt/spark

Versions are those of pom.xml, checksums are verified, and MAVEN_ARGS is handed to Maven.
END
}

fail() {
  echo "download_jars.sh: $1" >&2
  exit 1
}

# No job in a Lambda sandbox can use these. rocksdbjni (57 MB) is a state store and a history server's
# index; the driver's own is in memory.
readonly LEFT_OUT=rocksdbjni,leveldbjni-all

declare -A ARTIFACTS=(
  [HUDI]=hudi-spark3.5-bundle_2.12
  [ICEBERG]=iceberg-spark-runtime-3.5_2.12
  [DELTA]="delta-spark_2.12,delta-storage"
)

# Prints the artifacts of the formats that are not asked for.
not_chosen() {
  local chosen=,${1^^}, name list=''
  for name in "${!ARTIFACTS[@]}"; do
    [[ $chosen == *,$name,* ]] || list+=,${ARTIFACTS[$name]}
  done
  echo "${list#,}"
}

check_names() {
  local name names
  IFS=, read -ra names <<<"${1^^}"
  ((${#names[@]} > 0)) || fail "FRAMEWORK is empty: name one or more of HUDI, ICEBERG, DELTA"
  for name in "${names[@]}"; do
    [[ -n $name && -n ${ARTIFACTS[$name]:-} ]] ||
      fail "unknown framework '$name': FRAMEWORK takes a comma list of HUDI, ICEBERG, DELTA"
  done
}

main() {
  case ${1:-} in
    -h | --help)
      usage
      return
      ;;
  esac
  (($# <= 2)) || fail "takes two arguments at most, see --help"
  local frameworks=${1-DELTA,ICEBERG,HUDI} home=${2:-${SPARK_HOME:-/opt/spark}} args
  frameworks=${frameworks// /}
  check_names "$frameworks"
  cd "$(dirname "${BASH_SOURCE[0]}")"
  command -v mvn >/dev/null || fail "no mvn: install Maven 3.8 or newer"
  read -ra args <<<"${MAVEN_ARGS:-}"

  echo "Filling $home for $frameworks"
  rm -f "$home"/jars/*.jar
  mvn -B -ntp -q --strict-checksums ${args[@]+"${args[@]}"} \
    process-classes dependency:copy-dependencies@driver-class-path exec:java@unsigned-driver-jars \
    "-Dspark.home=$home" "-Dspark.left-out=$(not_chosen "$frameworks"),$LEFT_OUT" ||
    fail "Maven could not bring every jar; its message stands above"
  echo "$(find "$home/jars" -name '*.jar' | wc -l) jars, $(du -sm "$home/jars" | cut -f1) MB"
}

main "$@"
