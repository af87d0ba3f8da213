"""The sockets of shared documents (ADR 16): a plain ASGI application beside Channels' consumer.

`socket.py` one connection, `hub.py` what a process holds, `document.py` a document that is open
in it, `journal.py` the writing of the log, `bus.py` the other processes, `guard.py` who may stay.
"""
