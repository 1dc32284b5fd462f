"""`python -m oralexam`, and the `oralexam` program."""

from oralexam.cli.program import main

if __name__ == "__main__":
    main()
