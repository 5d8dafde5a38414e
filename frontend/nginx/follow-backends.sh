#!/bin/sh
# Keep nginx's list of backends true while they come and go: `once` writes the list, `always` keeps at it.
#
# nginx looks a name up when it starts; newer ones can do it again (`resolve`), but only from 1.27.3 on. Telling it by
# a reload works with every version, and lets every call end that is under way.
set -u
list=${BACKENDS_LIST:-/tmp/backends.conf}
candidate=/etc/nginx/candidate.conf
# With the dot at its end no search domain of the machine is tried, and nobody else can have a name under .internal:
# while no backend is there, the question leaves the engine, and a plain "backend" may be some other machine's name.
name=backend.dialproof.internal.

write_list() {
  # With no backend at all the old list stays: an answer of the name service may be missing as well as a backend.
  servers=$(getent ahostsv4 "$name" | awk '{ print $1 ":5001" }' | sort -u)
  [ -n "$servers" ] || servers=$(sed -n 's/^ *server \([^ ]*\) .*/\1/p' "$list" 2>/dev/null)
  {
    echo 'upstream backends {'
    # nginx wants one at least. Where there was none yet it is a socket that does not exist, which refuses every call.
    # A backend is listed as soon as it exists. One that refused while it started is tried again after a second: before it
    # counts as healthy, so that it serves when those that it replaces are stopped.
    for server in ${servers:-unix:/tmp/no-backend}; do
      echo "  server $server max_fails=1 fail_timeout=1s;"
    done
    echo '  keepalive 32;'
    echo '  keepalive_timeout 60s;'
    echo '}'
  } 2>/dev/null >"$list.new" || return 1
  # A full disk leaves a part, or nothing. The old list is good until there is a whole one that nginx can read.
  [ "$(tail -n 1 "$list.new")" = '}' ] || return 1
  if cmp -s "$list.new" "$list"; then return 1; fi
  nginx -t -q -c "$candidate" || return 1
  mv "$list.new" "$list"
}

case "${1:-}" in
  once) write_list || true ;;
  always)
    told=yes
    while sleep 1; do
      if write_list; then told=no; fi
      # What went wrong is in the log, and is tried again.
      if [ $told = no ] && nginx -s reload; then told=yes; fi
    done
    ;;
esac
