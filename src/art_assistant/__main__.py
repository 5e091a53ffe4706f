"""``python -m art_assistant`` is the command line."""

import sys

from art_assistant.cli import main

sys.exit(main())
