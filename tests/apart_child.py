"""What tests/test_apart.py runs in a process of its own: `echo`, `fail`, `sleep` or `environment`."""

import os
import sys
import time

if __name__ == "__main__":
    given = sys.stdin.buffer.read()
    match sys.argv[1]:
        case "echo":
            sys.stdout.buffer.write(given)
        case "environment":
            sys.stdout.write(" ".join(sorted(os.environ)))
        case "fail":
            sys.exit(3)
        case "sleep":
            time.sleep(600)
