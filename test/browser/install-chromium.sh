#!/usr/bin/env bash
# Unpacks Debian's Chromium beside the tests, without root and without changing the system: what is missing of its dependencies comes along.
# With CHROMIUM=/path/to/chromium, or a `chromium` that is installed, there is nothing to do.
set -euo pipefail
if [ -n "${CHROMIUM:-}" ] || command -v chromium > /dev/null; then exit 0; fi

folder="$(cd "$(dirname "$0")" && pwd)/.chromium"
if [ -f "$folder/complete" ]; then exit 0; fi
command -v apt-get > /dev/null || { echo 'there is neither chromium nor apt-get; install Chromium, or name one in CHROMIUM' >&2; exit 1; }

rm -rf "$folder"
mkdir -p "$folder"/{state/lists/partial,cache/archives/partial,debs,unpacked}
options=(-qq -o "Dir::State=$folder/state" -o Dir::State::status=/var/lib/dpkg/status -o "Dir::Cache=$folder/cache" -o APT::Sandbox::User=)
apt-get "${options[@]}" update --error-on=any || { echo 'the packages of Debian cannot be reached; install Chromium, or name one in CHROMIUM' >&2; exit 75; }
packages=$(apt-get "${options[@]}" --no-install-recommends --simulate install chromium-headless-shell | sed -n 's/^Inst \([^ ]*\) .*/\1/p')
(cd "$folder/debs" && apt-get "${options[@]}" download $packages)
for package in "$folder"/debs/*.deb; do dpkg-deb --extract "$package" "$folder/unpacked"; done
rm -rf "$folder"/{state,cache,debs}

libraries=$(find "$folder/unpacked" -name '*.so*' -printf '%h\n' | sort -u | paste -sd :)
program=$(find "$folder/unpacked" -type f -name chromium-headless-shell -perm -u+x -size +1M)
printf '#!/bin/sh\nLD_LIBRARY_PATH="%s" exec "%s" "$@"\n' "$libraries" "$program" > "$folder/chromium"
chmod +x "$folder/chromium"
touch "$folder/complete"
