#!/bin/sh
# Debian and Ubuntu packages, by what they are for: deploy/install-packages.sh run [tests]
# Installs only what is missing. Elsewhere, install their like by hand: nothing is done where there is no apt-get.
set -eu

run="python3 python3-venv ca-certificates"                       # to crawl; a PostgreSQL client comes with psycopg
postgres="postgresql"                                            # a server on this machine, and for its tests
tests="make $postgres chromium chromium-driver fonts-noto-cjk"   # make, and a browser that looks at the reports
spreadsheet="libreoffice-calc-nogui"                              # opens a CSV in the ordeal's tests

wanted=
for purpose in "$@"; do
    case $purpose in
        run) wanted="$wanted $run" ;;
        postgres) wanted="$wanted $postgres" ;;
        tests) wanted="$wanted $tests" ;;
        spreadsheet) wanted="$wanted $spreadsheet" ;;
        *) echo "$0: unknown purpose $purpose; there are run, postgres, tests, spreadsheet" >&2; exit 2 ;;
    esac
done

command -v apt-get >/dev/null || exit 0
missing=
for package in $wanted; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
echo "installing$missing"
apt-get update -qq
# shellcheck disable=SC2086 # a list of words
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
