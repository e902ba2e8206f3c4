"""As greenpatch.js in this folder, with greenlets."""
import gevent
from gevent.lock import Semaphore
from gevent.pool import Pool
from gevent.queue import Channel, Queue
from common import arg, emit, per_op, start


def lock(n):
    mutex = Semaphore(1)

    def body():
        for _ in range(n // 2):
            mutex.acquire()
            gevent.sleep(0)
            mutex.release()
    t = start()
    gevent.joinall([gevent.spawn(body), gevent.spawn(body)])
    return per_op('lock', t, n)


def free(n):
    mutex = Semaphore(1)
    t = start()
    for _ in range(n):
        mutex.acquire()
        mutex.release()
    return per_op('free', t, n)


def queue(n):
    items = Queue(100)

    def produce():
        for i in range(n):
            items.put(i)
    t = start()
    producer = gevent.spawn(produce)
    for _ in range(n):
        items.get()
    producer.join()
    return per_op('queue', t, n)


def channel(n):
    there, back = Channel(), Channel()

    def echo():
        for _ in range(n):
            back.put(there.get())
    t = start()
    gevent.spawn(echo)
    for i in range(n):
        there.put(i)
        back.get()
    return per_op('channel', t, n)


def mapped(n):
    pool = Pool(100)
    t = start()
    pool.map(lambda _: gevent.idle(), range(n))
    return per_op('map', t, n)


def everything(n):
    return {**lock(n), **free(n), **queue(n), **channel(n), **mapped(n)}


n = arg(0, 10000)
everything(n)  # warm
emit('sync', 'gevent', {'n': n}, everything(n))
