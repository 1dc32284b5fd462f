"""`python -m oralexam`, and the `oralexam` program."""

from oralexam.cli.start import main

if __name__ == "__main__":
    main()
