"""Runs a program in a terminal of its own, and answers what it asks there:   terminal.py <program> <arguments>

A question is `answer <url>? ` in what the program prints. What the URL gives, over http or as `data:,text`, is typed; with `#raw` as
soon as the terminal gives single keys. The output goes on to stdout, and the exit code is that of the program.
"""

import os
import pty
import re
import sys
import termios
import threading
import time
import urllib.request

QUESTION = re.compile(rb"answer (\S+)\? ")
LOCAL_MODES = 3  # in what tcgetattr gives


def answer(terminal, url):
    url, _, wanted = url.partition("#")
    with urllib.request.urlopen(url) as reply:
        text = reply.read()
    while wanted == "raw" and termios.tcgetattr(terminal)[LOCAL_MODES] & termios.ICANON:
        time.sleep(0.005)
    os.write(terminal, text)


def output(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # nobody has it open any more
        return b""


def main():
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.argv[1], sys.argv[1:])
    unread = b""
    while text := output(terminal):
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
        unread += text
        while question := QUESTION.search(unread):
            unread = unread[question.end() :]
            asked = (terminal, question.group(1).decode())
            threading.Thread(target=answer, args=asked, daemon=True).start()
    status = os.waitpid(child, 0)[1]
    os._exit(os.waitstatus_to_exitcode(status) & 255)


main()
