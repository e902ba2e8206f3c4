"""As greenpatch.js in this folder, with greenlets that wait for one event."""
import os
import gevent
import gevent.event
from common import arg, emit, page_tables_kb, rss_kb, since, start

n = arg(0, 100000)
gate = gevent.event.Event()
alive = finished = 0


def body():
    global alive, finished
    alive += 1
    gate.wait()
    finished += 1


rss, tables = rss_kb(), page_tables_kb()
t = start()
all = [gevent.spawn(body) for _ in range(n)]
while alive < n:
    gevent.sleep(0)
park = since(t)[0] / n
memory = {'real_kib': (rss_kb() - rss) / n, 'tables_kib': (page_tables_kb() - tables) / n}
peak = alive
t = start()
gate.set()
gevent.joinall(all)
finish = since(t)[0] / n
emit('100k', 'gevent', {'n': n}, {'alive': peak, 'finished': finished, 'park_ns': park, 'finish_ns': finish, **memory})
os._exit(0)
