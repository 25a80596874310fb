"""Prints ports of 127.0.0.1 that are free, each another one: free_port.py [HOW_MANY]"""
import socket
import sys

taken = [socket.socket() for _ in range(int((sys.argv + ["1"])[1]))]
for s in taken:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in taken))
