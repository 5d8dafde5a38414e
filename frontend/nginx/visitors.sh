#!/bin/sh
# Print what nginx has to know to tell visitors apart: `visitors.sh TRUSTED_PROXIES`, a number of hops or a list of
# addresses and networks, as the API reads it. nginx itself is one of the hops.
set -euf

refuse() {
  echo "TRUSTED_PROXIES: write a number of proxies, or their addresses and networks separated by commas." >&2
  exit 2
}

# IPv4 addresses as they are, and of IPv6 the /64 that a household or a machine has.
cat <<'END'
map $visitor_address $visitor {
  "~*^::ffff:([0-9.]+)$" $1;
  "~*^((?:[0-9a-f]{1,4}:){4})" $1;
  "~*^([0-9a-f:]*)::" $1::;
  default $visitor_address;
}
END

by_hops() {
  # Each proxy between nginx and the one that saw the visitor has added one address at the end.
  between=$(($1 - 2))
  if [ "$between" -lt 0 ]; then
    echo 'map "" $visitor_address { default $remote_addr; }'
    echo 'map "" $forwarded_proto { default $scheme; }'
    return
  fi
  end="(?:[ \\t]*,[^,]*){$between}[ \\t]*\$"
  cat <<END
map \$http_x_forwarded_for \$visitor_address {
  "~(?:^|,)[ \\t]*((?:\\d{1,3}\\.){3}\\d{1,3})(?::\\d{1,5})?$end" \$1;
  "~*(?:^|,)[ \\t]*\\[?([0-9a-f]{0,4}:[0-9a-f:.]{1,44})(?:\\](?::\\d{1,5})?)?$end" \$1;
  default \$remote_addr;
}
map \$http_x_forwarded_proto \$forwarded_proto {
  "~^(?<their_proto>https?)\$" \$their_proto;
  default \$scheme;
}
END
}

by_networks() {
  echo 'real_ip_header X-Forwarded-For;'
  echo 'real_ip_recursive on;'
  trusted=''
  for network in $(echo "$1" | tr ',' ' '); do
    case "$network" in
      # Nothing comes to nginx through a Unix socket.
      [Uu][Nn][Ii][Xx]) continue ;;
      *[!0-9a-fA-F.:/]*) refuse ;;
      # A proxy on this very machine comes in by the gateway of the container's network.
      127.* | ::1 | ::1/*) trusted="$trusted $(gateway)" ;;
    esac
    trusted="$trusted $network"
  done
  for network in $trusted; do echo "set_real_ip_from $network;"; done
  echo 'map "" $visitor_address { default $remote_addr; }'
  echo 'geo $realip_remote_addr $is_from_proxy {'
  echo '  default no;'
  for network in $trusted; do echo "  $network yes;"; done
  echo '}'
  cat <<'END'
map $is_from_proxy:$http_x_forwarded_proto $forwarded_proto {
  "~^yes:(?<their_proto>https?)$" $their_proto;
  default $scheme;
}
END
}

gateway() {
  # /proc/net/route has it as a hexadecimal number, its last byte first.
  route=$(awk '$2 == "00000000" { print $3; exit }' "${ROUTES:-/proc/net/route}")
  [ -z "$route" ] || printf '%d.%d.%d.%d\n' $(echo "$route" | sed 's/\(..\)\(..\)\(..\)\(..\)/0x\4 0x\3 0x\2 0x\1/')
}

case "$1" in
  '') refuse ;;
  *[!0-9]*) by_networks "$1" ;;
  *) by_hops "$1" ;;
esac
