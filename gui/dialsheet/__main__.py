"""`python -m dialsheet`: the same as the `dialsheet` command."""

import sys

from dialsheet.cli import main

if __name__ == "__main__":  # a spawned work process imports this file and must not start again
    sys.exit(main())
