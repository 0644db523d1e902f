"""Renders Markdown by cmark-gfm: a JSON list of texts on standard input becomes a JSON list of HTML on standard output."""

import json
import sys

from cmarkgfm import markdown_to_html_with_extensions
from cmarkgfm.cmark import Options

options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
extensions = ["table", "autolink", "strikethrough", "tasklist"]
texts = json.load(sys.stdin)
json.dump([markdown_to_html_with_extensions(text, options, extensions) for text in texts], sys.stdout)
