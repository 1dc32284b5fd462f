"""Papers that people bring: PDF, picture or Markdown, looked at once, in a process of their own.

Whoever reads a paper later sees pictures of its pages and its text, never the file itself.
"""
