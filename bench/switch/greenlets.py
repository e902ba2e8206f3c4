"""raw: greenlet.switch there and back. hub1/hub100: gevent.sleep(0) in 1 or 100 greenlets.
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


def hub(name, n, width):
    def body():
        for _ in range(n // width):
            gevent.sleep(0)
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


n = arg(0, 1000000)
raw(n // 10)
hub('', n // 20, 1)
emit('switch', 'gevent', {'n': n}, {**raw(n), **hub('hub1', n // 5, 1), **hub('hub100', n // 5, 100), **wake(n // 5)})
