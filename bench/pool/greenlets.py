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
turn(1000)
some = rounds(n // 1000, 1000)
cold = turn(n)
many = rounds(3, n)
times = {'few_ns': few, 'some_ns': some, 'cold_ns': cold, 'many_ns': many}
emit('pool', 'gevent', {'n': n}, {**times, 'slowdown_1k': some / few, 'slowdown': many / few})
