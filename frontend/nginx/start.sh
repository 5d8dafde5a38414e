#!/bin/sh
# Say where things are, keep the list of backends true, and serve.
set -eu

if [ "${ENVIRONMENT:-development}" = production ]; then
  echo "Dialproof serves on ${FORM_ADDRESS:-127.0.0.1}:${FORM_PORT:-8080}: that is where your proxy with TLS passes calls on to."
else
  echo "Dialproof is ready; nothing is sent for real while the sandbox is the provider."
  echo "  the form             http://localhost:${FORM_PORT:-8080}   give a number, such as +1 415 555 0100"
  echo "  the phone (sandbox)  http://localhost:${SANDBOX_PORT:-5002}   the code arrives here"
  echo "  the API              http://localhost:${API_PORT:-5001}   its pages for developers are at /api/docs"
fi
follow-backends.sh once
# Without a list that is true nothing works for long: nginx, which takes this shell's place, then ends as well, and the
# engine starts the container anew.
{ follow-backends.sh always || true; kill -QUIT $$; } &
exec nginx
