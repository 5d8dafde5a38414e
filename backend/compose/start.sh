#!/bin/sh
# What holds inside docker-compose.yml where nothing else is said; `prepare` once, then `serve` in every instance.
set -eu
key="${DIALPROOF_KEY_FILE:-/var/lib/dialproof/secret-key}"

if [ "${ENVIRONMENT:-development}" = production ]; then
  # Two proxies: the one with TLS that stands before this machine's port, and nginx.
  export TRUSTED_PROXIES="${TRUSTED_PROXIES:-2}"
else
  export TRUSTED_PROXIES="${TRUSTED_PROXIES:-1}"
  if [ -z "${VONAGE_API_KEY:-}${VONAGE_APPLICATION_ID:-}${VONAGE_API_URL:-}" ]; then
    export VONAGE_API_URL=http://sandbox:5002 VONAGE_API_KEY=sandbox VONAGE_API_SECRET=sandbox-secret
    export PROVIDER_IS_SANDBOX=true
  fi
  if [ -z "${SECRET_KEY:-}" ] && [ "$1" = prepare ] && [ ! -s "$key" ]; then
    (umask 077 && python -c 'import secrets; print(secrets.token_urlsafe(48))' >"$key.new" && mv "$key.new" "$key")
  fi
  export SECRET_KEY="${SECRET_KEY:-$(cat "$key")}"
fi

set -- "$1" gunicorn -c gunicorn.conf.py 'dialproof.app:create_app()'
case "$1" in
  prepare) shift && exec "$@" --check-config ;;
  serve) shift && exec "$@" ;;
esac
