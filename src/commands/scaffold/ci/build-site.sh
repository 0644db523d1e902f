#!/bin/sh
# Builds the site on {host}: the site itself from the branch main, and from any other a preview with drafts, which search engines
# are asked to leave out.
set -eu
sh ci/install-fissure
PATH="$PWD/.fissure/bin:$PATH"

if [ {is_published} ]; then
  fissure build
  # What a host builds cannot be committed. Run fissure record before you push.
  fissure record --dry-run
else
  fissure build --drafts --base-url "${{url}}"
  printf '\n/*\n  X-Robots-Tag: noindex\n' >> public/_headers
fi
