#!/bin/sh
# Say where things are, keep the list of backends true, and serve.
set -eu

# https://fetch.spec.whatwg.org/#port-blocking
refused_by_browsers="1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123
135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993
995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080"

if [ "${ENVIRONMENT:-development}" = production ]; then
  echo "Dialproof serves on ${FORM_ADDRESS:-127.0.0.1}:${FORM_PORT:-8080}: that is where your proxy with TLS passes calls on to."
else
  for door in FORM_PORT API_PORT SANDBOX_PORT; do
    eval "port=\${$door:-}"
    for refused in $refused_by_browsers; do
      if [ "$port" = "$refused" ]; then
        echo "Dialproof cannot start: $door is $port, a port that browsers refuse to open. Choose another in .env." >&2
        exit 2
      fi
    done
  done
  echo "Dialproof is ready; nothing is sent for real while the sandbox is the provider."
  echo "  the form             http://localhost:${FORM_PORT:-8080}   give a number, such as +1 415 555 0100"
  echo "  the phone (sandbox)  http://localhost:${SANDBOX_PORT:-5002}   the code arrives here"
  echo "  the API              http://localhost:${API_PORT:-5001}   its pages for developers are at /api/docs"
fi
# The same as the backend takes when nothing is set: nginx, and in production the proxy with TLS before it.
proxies=1
if [ "${ENVIRONMENT:-development}" = production ]; then proxies=2; fi
visitors.sh "${TRUSTED_PROXIES:-$proxies}" >/tmp/visitors.conf
follow-backends.sh once
# Without a list that is true nothing works for long: nginx, which takes this shell's place, then ends as well, and the
# engine starts the container anew.
{ follow-backends.sh always || true; kill -QUIT $$; } &
exec nginx
