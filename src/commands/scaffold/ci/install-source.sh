#!/bin/sh
# Puts the Fissure of this site into .fissure/bin, unless it is there. It is compiled once, and kept by the cache of the jobs.
# For another version change what it is made of.
set -eu
made_of='{made_of}'
repository="${FISSURE_REPOSITORY:-{repository}}"

program=.fissure/bin/fissure
if ! [ -x "$program" ] || [ "$(cat .fissure/made-of)" != "$made_of" ]; then
  # shellcheck disable=SC2086 # an option and its value
  cargo install --locked --force --root .fissure --git "$repository" $made_of fissure
  printf '%s\n' "$made_of" > .fissure/made-of
fi
"$program" --version
