"""raw: greenlet.switch there and back. yield1/yield100: gevent.sleep(0), back of the queue, in 1 or 100 greenlets.
turn1/turn100: gevent.idle(), one turn of the loop, in 1 or 100 greenlets.
wake: two greenlets that wake each other through the hub and park, per park."""
import gevent
import greenlet
from gevent.hub import Waiter
from common import arg, emit, per_op, start


def raw(n):
    back = greenlet.getcurrent().switch

    def body():
        while True:
            back()
    there = greenlet.greenlet(body).switch
    there()
    t = start()
    for _ in range(n):
        there()
    return per_op('raw', t, n)


def hub(name, n, width, pause):
    def body():
        for _ in range(n // width):
            pause()
    t = start()
    gevent.joinall([gevent.spawn(body) for _ in range(width)])
    return per_op(name, t, n)


def wake(n):
    run_callback = gevent.get_hub().loop.run_callback
    waiters = [None, None]

    def body(me):
        for _ in range(n // 2):
            waiters[me] = Waiter()
            other = waiters[1 - me]
            if other is not None:
                run_callback(other.switch, None)
            waiters[me].get()
        run_callback(waiters[1 - me].switch, None)
    t = start()
    gevent.joinall([gevent.spawn(body, i) for i in range(2)])
    return per_op('wake', t, n)


def to_back_of_queue():
    gevent.sleep(0)


n = arg(0, 1000000)
raw(n // 10)
hub('', n // 20, 1, to_back_of_queue)
emit('switch', 'gevent', {'n': n}, {
    **raw(n),
    **hub('yield1', n // 5, 1, to_back_of_queue), **hub('yield100', n // 5, 100, to_back_of_queue),
    **hub('turn1', n // 5, 1, gevent.idle), **hub('turn100', n // 5, 100, gevent.idle),
    **wake(n // 5)})
