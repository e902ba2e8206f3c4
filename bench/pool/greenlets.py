"""As greenpatch.js in this folder, with greenlets."""
import gevent
from common import arg, emit, since, start


def turn(width):
    t = start()
    gevent.joinall([gevent.spawn(gevent.sleep, 0) for _ in range(width)])
    return since(t)[0] / width


def rounds(count, width):
    return sum(turn(width) for _ in range(count)) / count


n = arg(0, 20000)
rounds(n // 100, 100)
few = rounds(n // 100, 100)
cold = turn(n)
many = rounds(3, n)
emit('pool', 'gevent', {'n': n}, {'few_ns': few, 'cold_ns': cold, 'many_ns': many, 'slowdown': many / few})
