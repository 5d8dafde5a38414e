#!/bin/sh
# Keep nginx's list of backends true while they come and go: `once` writes the list, `always` keeps at it.
#
# nginx looks a name up when it starts; newer ones can do it again (`resolve`), but only from 1.27.3 on. Telling it by
# a reload works with every version, keeps connections to the backends alive, and cuts off nobody.
set -u
list=/tmp/backends.conf

write_list() {
  # With no backend at all the old list stays: there is none better.
  addresses=$(getent ahostsv4 backend | awk '{ print $1 }' | sort -u)
  [ -n "$addresses" ] || addresses=$(sed -n 's/^ *server \([0-9.]*\):.*/\1/p' "$list" 2>/dev/null)
  {
    echo 'upstream backends {'
    for address in ${addresses:-127.0.0.1}; do
      echo "  server $address:5001 max_fails=1 fail_timeout=5s;"
    done
    echo '  keepalive 32;'
    echo '  keepalive_timeout 60s;'
    echo '}'
  } >"$list.new"
  if cmp -s "$list.new" "$list"; then return 1; fi
  mv "$list.new" "$list"
}

case "${1:-}" in
  once) write_list || true ;;
  always)
    while sleep 1; do
      if write_list; then nginx -s reload 2>/dev/null; fi
    done
    ;;
esac
