#!/usr/bin/env bash
# Builds the image and pushes it to Amazon ECR, making the repository if it is not there.
set -euo pipefail

usage() {
  cat <<'END'
Usage: aws-ecr-repository-push.sh [options] IMAGE_NAME

  IMAGE_NAME             the repository's name in ECR, such as spark-on-lambda

  --framework LIST       HUDI, ICEBERG, DELTA, or a comma list; default all three
  --python true|false    whether the image has Python and PySpark's Python half; default true
  --java 17|25           the Java that runs the jobs; default 17
  --arch ARCH            x86_64 (default) or arm64
  --tag TAG              default: the commit's short id, or latest outside a git checkout
  --region REGION        default: AWS_REGION, AWS_DEFAULT_REGION or the CLI's configuration
  --account ID           default: the account of the credentials
  --tool TOOL            docker, podman or buildah; default: the first that is installed
  --registry HOST        another registry than ECR; nothing of AWS is asked then
  --immutable            a tag, once pushed, is never moved
  --keep N               how many images the repository keeps; default 10 in a repository that is made
                         here, and what is set already in another
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
    {
      printf '+'
      printf ' %q' "$@"
      printf '\n'
    } >&2
  else
    "$@"
  fi
}

framework=DELTA,ICEBERG,HUDI python=true java=17 arch=x86_64 tag='' region='' account='' tool='' registry=''
immutable='' keep='' build=yes dry_run='' name=''

read_arguments() {
  while (($# > 0)); do
    case $1 in
      -h | --help)
        usage
        exit 0
        ;;
      --immutable) immutable=yes ;;
      --no-build) build='' ;;
      --dry-run) dry_run=yes ;;
      --framework | --python | --java | --arch | --tag | --region | --account | --tool | --registry | --keep)
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
  [[ ${framework//[, ]/} ]] || fail "--framework names no format: HUDI, ICEBERG, DELTA or a comma list of them"
  for word in ${framework//,/ }; do
    [[ ${word^^} =~ ^(HUDI|ICEBERG|DELTA)$ ]] || fail "unknown framework '$word': HUDI, ICEBERG, DELTA or a comma list of them"
  done
  [[ $arch =~ ^(x86_64|arm64)$ ]] || fail "--arch takes x86_64 or arm64, not '$arch'"
  [[ $python =~ ^(true|false)$ ]] || fail "--python takes true or false, not '$python'"
  [[ $java =~ ^(17|25)$ ]] || fail "--java takes 17 or 25, not '$java'"
  [[ $keep =~ ^([1-9][0-9]*)?$ ]] || fail "--keep takes a number over 0, not '$keep'"
  [[ -z $account || $account =~ ^[0-9]{12}$ ]] || fail "--account takes the 12 digits of an account, not '$account'"
  [[ $region =~ ^[a-z0-9-]*$ ]] || fail "--region takes a region's name such as eu-west-1, not '$region'"
  [[ -z $registry || -z $account$region ]] || fail "--registry is not of AWS: leave --account and --region out"
  tag=${tag:-$(commit)}
  [[ $tag =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] || fail "'$tag' is no tag: letters, digits and _ . -"
}

# The commit's short id, marked if files have been changed since.
commit() {
  git describe --always --dirty --exclude '*' 2>/dev/null || echo latest
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
  [[ $account =~ ^[0-9]{12}$ ]] || fail "AWS does not say which account the credentials are of, but '$account': give --account"
  registry=$account.dkr.ecr.$region.amazonaws.com
}

# Calls an ECR command on the repository.
ecr() {
  local command=$1
  shift
  run aws ecr "$command" --region "$region" --registry-id "$account" --repository-name "$name" "$@" >/dev/null ||
    fail "aws ecr $command failed for $name; the message above says why"
}

# The repository, its scanning and what it keeps.
make_repository() {
  local answer
  [[ -n $account ]] || return 0
  if answer=$(aws ecr describe-repositories --region "$region" --registry-id "$account" --repository-names "$name" 2>&1); then
    [[ -z $immutable ]] || ecr put-image-tag-mutability --image-tag-mutability IMMUTABLE
  elif [[ $answer == *RepositoryNotFoundException* ]]; then
    ecr create-repository --image-scanning-configuration scanOnPush=true --image-tag-mutability "${immutable:+IM}MUTABLE"
    keep=${keep:-10}
  else
    fail "the repository $name cannot be looked up: $answer"
  fi
  [[ -z $keep ]] || ecr put-lifecycle-policy --lifecycle-policy-text \
    '{"rules":[{"rulePriority":1,"description":"keep the newest","selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":'"$keep"'},"action":{"type":"expire"}}]}'
}

log_in() {
  [[ -n $account ]] || return 0
  if [[ $dry_run == yes ]]; then
    echo "+ aws ecr get-login-password --region $region | $tool login --username AWS --password-stdin $registry" >&2
    return
  fi
  aws ecr get-login-password --region "$region" | "$tool" login --username AWS --password-stdin "$registry" >/dev/null ||
    fail "logging in to $registry failed"
}

build_image() {
  local platform=linux/amd64
  [[ $arch != arm64 ]] || platform=linux/arm64
  [[ $build == yes ]] || return 0
  # With attestations, Docker would push an index of manifests, which Lambda refuses.
  export BUILDX_NO_DEFAULT_ATTESTATIONS=1
  run "$tool" build --platform "$platform" --build-arg "FRAMEWORK=${framework^^}" \
    --build-arg "PYTHON=$python" --build-arg "JAVA_VERSION=$java" -t "$1" . ||
    fail "the build failed; its message stands above"
}

main() {
  local uri
  read_arguments "$@"
  cd "$(dirname "${BASH_SOURCE[0]}")"
  check_arguments
  find_tool
  find_registry
  uri=$registry/$name:$tag
  # Before the build, which takes minutes.
  make_repository
  log_in
  build_image "$uri"
  run "$tool" push "$uri" || fail "pushing $uri failed; its message stands above"
  echo "$uri"
}

main "$@"
