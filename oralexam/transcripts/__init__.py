"""From one speaker's audio to words with times: detection, recognition, storage port, word error rate.

Nothing here imports torch, whisper or onnxruntime at import time: only the worker process that
transcribes pays for them (the server's memory and start-up goals forbid them there).
"""
