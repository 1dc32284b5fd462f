"""Recognisers behind the one port `SpeechRecognizer`, one file an engine, all fed from the same checkpoint.

`opening.open_recognizer` makes one from settings. Nothing here imports torch, whisper or ctranslate2 at
import time; and with faster-whisper torch stays out of the worker: a checkpoint is converted in a process of
its own.
"""
