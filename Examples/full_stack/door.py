#!/usr/bin/env python3
"""A door before a server, for faults: door.py FOLDER NAME HOST PORT [NAME HOST PORT ...]

Each door listens at a free port of 127.0.0.1 and passes on what comes. The file FOLDER/NAME.door says how, and is read anew
for each piece:

    open           everything passes
    closed         nobody is let in, and whoever is in is thrown out
    lose WORDS     the first request with WORDS in it still passes, its answer is lost, and then the door is closed

A line `NAME port` on the output for each tells that it listens.
"""
import os
import socket
import sys
import threading

folder = sys.argv[1]


def order(name):
    with open(os.path.join(folder, name + ".door")) as file:
        return file.read().strip()


def give(name, word):
    place = os.path.join(folder, name + ".door")
    with open(place + ".new", "w") as file:
        file.write(word)
    os.replace(place + ".new", place)


def end(*ends):
    for one in ends:
        try:
            one.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        one.close()


def serve(name, client, place):
    if order(name) == "closed":
        return end(client)
    try:
        server = socket.create_connection(place, 10)
        server.settimeout(None)
    except OSError:
        return end(client)
    # What was asked since the last answer.
    asked = bytearray()

    def answers():
        try:
            while piece := server.recv(65_536):
                words = order(name)
                if words.startswith("lose ") and words[5:].encode() in asked:
                    give(name, "closed")
                    break
                if words == "closed":
                    break
                asked.clear()
                client.sendall(piece)
        except OSError:
            pass
        end(client, server)

    threading.Thread(target=answers, daemon=True).start()
    try:
        while piece := client.recv(65_536):
            if order(name) == "closed":
                break
            asked.extend(piece)
            server.sendall(piece)
    except OSError:
        pass
    end(client, server)


def listen(name, place, door):
    while True:
        client, _ = door.accept()
        threading.Thread(target=serve, args=(name, client, place), daemon=True).start()


threads = []
for name, host, port in zip(sys.argv[2::3], sys.argv[3::3], sys.argv[4::3]):
    give(name, "open")
    door = socket.create_server(("127.0.0.1", 0))
    print(name, door.getsockname()[1], flush=True)
    threads.append(threading.Thread(target=listen, args=(name, (host, int(port)), door), daemon=True))
for thread in threads:
    thread.start()
threading.Event().wait()
