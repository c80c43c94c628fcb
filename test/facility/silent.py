"""A host that accepts and says nothing: it takes every TCP connection on 127.0.0.1:PORT and keeps it, silent."""

import socket
import sys

with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=64) as listener:
    kept = []
    while True:
        kept.append(listener.accept()[0])
        # Old ones are closed so that a long run does not use up the descriptors.
        if len(kept) > 200:
            kept.pop(0).close()
