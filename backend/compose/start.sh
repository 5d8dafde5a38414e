#!/bin/sh
# What holds inside docker-compose.yml where nothing else is said; `prepare` once, then `serve` in every instance.
set -eu
key="${DIALPROOF_KEY_FILE:-/var/lib/dialproof/secret-key}"

# A secret that a file of the machine holds is mounted here; an empty one was not given.
for name in SECRET_KEY SECRET_KEY_FALLBACKS REDIS_URL VONAGE_API_KEY VONAGE_API_SECRET VONAGE_PRIVATE_KEY; do
  file="${DIALPROOF_SECRETS:-/run/secrets}/$name"
  if [ -s "$file" ]; then export "${name}_FILE=$file"; fi
done
# The Redis of the compose file is meant only where no other is named.
if [ -n "${REDIS_URL_FILE:-}" ] && [ "${REDIS_URL:-}" = redis://redis:6379/0 ]; then unset REDIS_URL; fi

if [ "${ENVIRONMENT:-development}" = production ]; then
  # Two proxies: the one with TLS that stands before this machine's port, and nginx.
  export TRUSTED_PROXIES="${TRUSTED_PROXIES:-2}"
else
  export TRUSTED_PROXIES="${TRUSTED_PROXIES:-1}"
  if [ -z "${VONAGE_API_KEY:-}${VONAGE_API_KEY_FILE:-}${VONAGE_APPLICATION_ID:-}${VONAGE_API_URL:-}" ]; then
    export VONAGE_API_URL=http://sandbox:5002
    export VONAGE_API_KEY="${SANDBOX_API_KEY:-sandbox}" VONAGE_API_SECRET="${SANDBOX_API_SECRET:-sandbox-secret}"
    export PROVIDER_IS_SANDBOX=true
    # Docker hands on the proxy that its user's settings name; the sandbox is in here.
    export NO_PROXY="${NO_PROXY:+$NO_PROXY,}sandbox" no_proxy="${no_proxy:+$no_proxy,}sandbox"
  fi
  # The demo's own key stays in its file, so that nobody reads it off the containers.
  if [ -z "${SECRET_KEY:-}${SECRET_KEY_FILE:-}" ]; then
    if [ "$1" = prepare ] && [ ! -s "$key" ]; then
      (umask 077 && python -c 'import secrets; print(secrets.token_urlsafe(48))' >"$key.new" && mv "$key.new" "$key")
    fi
    export SECRET_KEY_FILE="$key"
  fi
fi

# nginx stands in a network of ours: where proxies are named by address, it is one that is trusted.
case "$TRUSTED_PROXIES" in
  *[!0-9]*) export TRUSTED_PROXIES="$TRUSTED_PROXIES$(python compose/networks.py)" ;;
esac

# Tell whether what was asked for fits into the mem_limit and the pids_limit of one container: a process has some 60 MB,
# and a call that waits for the provider two threads. What is no number, gunicorn tells.
fits() {
  case "${WEB_CONCURRENCY:=2}${THREADS:=32}" in *[!0-9]*) return 0 ;; esac
  [ "$WEB_CONCURRENCY" -le 4 ] && [ "$(expr "$WEB_CONCURRENCY" \* "$THREADS")" -le 400 ] && return 0
  echo "Dialproof cannot start: a container has room for 4 processes (WEB_CONCURRENCY) and 400 threads (WEB_CONCURRENCY" \
    "times THREADS). Write less, and for more BACKENDS=2 or higher: that many containers." >&2
  return 2
}

set -- "$1" gunicorn -c gunicorn.conf.py 'dialproof.app:create_app()'
case "$1" in
  prepare)
    shift
    status=0
    "$@" --check-config || status=$?
    fits || status=$?
    exit $status
    ;;
  serve) shift && exec "$@" ;;
esac
