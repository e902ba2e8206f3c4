"""Shared by the *.py programs."""
import gc
import json
import platform
import sys
import time


def _status(key):
    with open('/proc/self/status') as f:
        for line in f:
            if line.startswith(key + ':'):
                return int(line.split()[1])


def rss_kb():
    return _status('VmRSS')


def peak_kb():
    return _status('VmHWM')


def page_tables_kb():
    return _status('VmPTE')


def start():
    """A stopwatch over wall time and over this process's own CPU time; since() gives both in ns."""
    return time.perf_counter_ns(), time.process_time_ns()


def since(t):
    return time.perf_counter_ns() - t[0], time.process_time_ns() - t[1]


def per_op(name, t, n):
    """{ name_ns, name_cpu_ns } per operation."""
    wall, cpu = since(t)
    return {name + '_ns': wall / n, name + '_cpu_ns': cpu / n}


def memory():
    """A stopwatch over the memory of n things: call it, make them, call what it returned."""
    gc.collect()
    rss, tables = rss_kb(), page_tables_kb()

    def each(n):
        gc.collect()
        return {'real_kib': (rss_kb() - rss) / n, 'tables_kib': (page_tables_kb() - tables) / n}
    return each


def arg(i, otherwise):
    a = sys.argv[1 + i:2 + i]
    return type(otherwise)(a[0]) if a else otherwise


def emit(workload, peer, params, metrics):
    """The program's one JSON line."""
    metrics = {k: round(v, 3) for k, v in metrics.items()}
    metrics['peak_rss_kb'] = peak_kb()
    params = {'python': platform.python_version(), **params}
    print(json.dumps({'workload': workload, 'peer': peer, 'params': params, 'metrics': metrics}), flush=True)
