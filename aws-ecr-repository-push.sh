#!/usr/bin/env bash
# Builds the image and pushes it to Amazon ECR, making the repository if it is not there.
set -euo pipefail

usage() {
  cat <<'END'
Usage: aws-ecr-repository-push.sh [options] IMAGE_NAME

  IMAGE_NAME             the repository's name in ECR, such as spark-on-lambda

  --framework LIST       HUDI, ICEBERG, DELTA, or a comma list; default all three
  --python true|false    whether the image has Python and PySpark's Python half; default true
  --arch ARCH            x86_64 (default) or arm64
  --tag TAG              default: the commit's short id, or latest outside a git checkout
  --region REGION        default: AWS_REGION, AWS_DEFAULT_REGION or the CLI's configuration
  --account ID           default: the account of the credentials
  --tool TOOL            docker, podman or buildah; default: the first that is installed
  --registry HOST        another registry than ECR; nothing of AWS is asked then
  --immutable            a tag, once pushed, is never moved
  --keep N               how many images the repository keeps, default 10
  --no-build             push what was built before under this name and tag
  --dry-run              print the commands, run none that changes anything
  -h, --help             this text

It ends with the image's URI, for template.yaml's ImageUri.
END
}

fail() {
  echo "aws-ecr-repository-push.sh: $1" >&2
  exit 1
}

# Runs a command that changes something, or shows it.
run() {
  if [[ $dry_run == yes ]]; then
    printf '+'
    printf ' %q' "$@"
    printf '\n'
  else
    "$@"
  fi
}

framework=HUDI,ICEBERG,DELTA python=true arch=x86_64 tag='' region='' account='' tool='' registry=''
mutability=MUTABLE keep=10 build=yes dry_run='' name=''

read_arguments() {
  while (($# > 0)); do
    case $1 in
      -h | --help)
        usage
        exit 0
        ;;
      --immutable) mutability=IMMUTABLE ;;
      --no-build) build='' ;;
      --dry-run) dry_run=yes ;;
      --framework | --python | --arch | --tag | --region | --account | --tool | --registry | --keep)
        [[ $# -gt 1 && -n $2 ]] || fail "$1 has no value, see --help"
        printf -v "${1#--}" %s "$2"
        shift
        ;;
      -*) fail "unknown option '$1', see --help" ;;
      *)
        [[ -z $name ]] || fail "one image name, not '$name' and '$1'"
        name=$1
        ;;
    esac
    shift
  done
}

check_arguments() {
  local word
  [[ -n $name ]] || fail "name the image, such as spark-on-lambda; see --help"
  [[ $name =~ ^[a-z0-9]+([._/-][a-z0-9]+)*$ ]] || fail "'$name' is no repository name: lower-case letters, digits and . _ - /"
  for word in ${framework//,/ }; do
    [[ ${word^^} =~ ^(HUDI|ICEBERG|DELTA)$ ]] || fail "unknown framework '$word': HUDI, ICEBERG, DELTA or a comma list of them"
  done
  [[ $arch =~ ^(x86_64|arm64)$ ]] || fail "--arch takes x86_64 or arm64, not '$arch'"
  [[ $python =~ ^(true|false)$ ]] || fail "--python takes true or false, not '$python'"
  [[ $keep =~ ^[1-9][0-9]*$ ]] || fail "--keep takes a number over 0, not '$keep'"
  tag=${tag:-$(git rev-parse --short HEAD 2>/dev/null || echo latest)}
}

find_tool() {
  local candidate
  if [[ -n $tool ]]; then
    [[ $tool =~ ^(docker|podman|buildah)$ ]] || fail "--tool takes docker, podman or buildah, not '$tool'"
    command -v "$tool" >/dev/null || fail "$tool is not installed"
    return
  fi
  for candidate in docker podman buildah; do
    if command -v "$candidate" >/dev/null; then
      tool=$candidate
      return
    fi
  done
  fail "no container tool: install docker, podman or buildah"
}

find_registry() {
  [[ -z $registry ]] || return 0
  command -v aws >/dev/null || fail "the AWS command line is not installed"
  region=${region:-${AWS_REGION:-${AWS_DEFAULT_REGION:-$(aws configure get region || true)}}}
  [[ -n $region ]] || fail "no region: give --region or set AWS_REGION"
  account=${account:-$(aws sts get-caller-identity --query Account --output text)} ||
    fail "AWS does not know who you are: set credentials, such as AWS_PROFILE, or run aws configure"
  registry=$account.dkr.ecr.$region.amazonaws.com
}

# The repository, its scanning and what it keeps.
make_repository() {
  local policy
  [[ -n $account ]] || return 0
  if ! aws ecr describe-repositories --region "$region" --repository-names "$name" >/dev/null 2>&1; then
    run aws ecr create-repository --region "$region" --repository-name "$name" \
      --image-scanning-configuration scanOnPush=true --image-tag-mutability "$mutability" >/dev/null ||
      fail "the repository $name could not be made; the message above says why"
  fi
  policy='{"rules":[{"rulePriority":1,"description":"keep the newest","selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":'$keep'},"action":{"type":"expire"}}]}'
  run aws ecr put-lifecycle-policy --region "$region" --repository-name "$name" \
    --lifecycle-policy-text "$policy" >/dev/null || fail "the lifecycle policy of $name could not be set"
}

log_in() {
  [[ -n $account ]] || return 0
  if [[ $dry_run == yes ]]; then
    echo "+ aws ecr get-login-password --region $region | $tool login --username AWS --password-stdin $registry"
    return
  fi
  aws ecr get-login-password --region "$region" | "$tool" login --username AWS --password-stdin "$registry" >/dev/null ||
    fail "logging in to $registry failed"
}

build_image() {
  local platform=linux/amd64
  [[ $arch != arm64 ]] || platform=linux/arm64
  [[ $build == yes ]] || return 0
  run "$tool" build --platform "$platform" --build-arg "FRAMEWORK=${framework^^}" \
    --build-arg "PYTHON=$python" -t "$1" . ||
    fail "the build failed; its message stands above"
}

main() {
  local uri
  read_arguments "$@"
  check_arguments
  find_tool
  find_registry
  cd "$(dirname "${BASH_SOURCE[0]}")"
  uri=$registry/$name:$tag
  build_image "$uri"
  make_repository
  log_in
  run "$tool" push "$uri" || fail "pushing $uri failed; its message stands above"
  echo "$uri"
}

main "$@"
