"""Memory of a greenlet. Arguments as in greenpatch.js."""
import os
import gevent
import gevent.event
from common import arg, emit, memory, per_op, start

n, park, frames, turns = arg(0, 1000), arg(1, 'sleep'), arg(2, 0), arg(3, 0)
event = gevent.event.Event()
parked = 0


def body(depth):
    global parked
    if depth:
        return body(depth - 1)
    for _ in range(turns):
        gevent.sleep(0)
    parked += 1
    if park == 'sleep':
        gevent.sleep(3600)
    else:
        event.wait()


gevent.spawn(gevent.sleep, 0).join()
each = memory()
t = start()
all = [gevent.spawn(body, frames) for _ in range(n)]
while parked < n:
    gevent.sleep(0)
time = per_op('park', t, n)
emit('memory', 'gevent', {'n': n, 'park': park, 'frames': frames, 'turns': turns}, {**each(n), **time})
os._exit(0)
