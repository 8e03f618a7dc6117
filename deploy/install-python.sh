#!/bin/sh
# newscrawl in a virtual environment, with the versions it is tested with; run beside pyproject.toml:
# deploy/install-python.sh VENV PIP-ARGUMENT…, as in: deploy/install-python.sh /opt/newscrawl '.[fast,postgres,alarms,web]'
set -eu
venv=$1
shift
"${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check --constraint constraints.txt "$@"
