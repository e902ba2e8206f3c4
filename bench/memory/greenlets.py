"""Memory of a greenlet. Arguments: how many, sleep|event (what they are parked on), frames (call depth when parked)."""
import os
import gevent
import gevent.event
from common import arg, emit, memory, per_op, start

n, park, frames = arg(0, 1000), arg(1, 'sleep'), arg(2, 0)
event = gevent.event.Event()
parked = 0


def body(depth):
    global parked
    if depth:
        return body(depth - 1)
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
emit('memory', 'gevent', {'n': n, 'park': park, 'frames': frames}, {**each(n), **time})
os._exit(0)
