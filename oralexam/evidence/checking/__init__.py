"""The checks of an appeal pack, and of a sitting: only Python's standard library and `cryptography`.

`oralexam verify` runs these modules; `evidence.alone` joins the same text into the one script that lies in
every pack. So they import each other by relative lines at the top, and no name is used twice.
"""
