"""The two networks of floor.c in SimPy: `simpy_queue.py mm1|web REQUESTS`. Prints the mean latency and ns a request."""
import random
import sys
import time

import simpy


def served(env, station, mean):
    with station.request() as turn:
        yield turn
        yield env.timeout(random.expovariate(1 / mean))


def request(env, network, kind, latencies):
    arrived = env.now
    if kind == "mm1":
        yield from served(env, network["box"], 1.0)
    else:
        yield from served(env, network["lb"], 0.0005)
        turn = network["turn"]
        network["turn"] = turn + 1
        yield from served(env, network["app"][turn % 4], 0.006)
        yield from served(env, network["cache"], 0.0005)
        if random.random() < 0.2:
            yield from served(env, network["db"], 0.012)
    latencies.append(env.now - arrived)


def arrivals(env, network, kind, requests, latencies):
    rate = 0.9 if kind == "mm1" else 800
    for _ in range(requests):
        yield env.timeout(random.expovariate(rate))
        env.process(request(env, network, kind, latencies))


def main():
    kind, requests = sys.argv[1], int(sys.argv[2])
    random.seed(1)
    env = simpy.Environment()
    network = {"box": simpy.Resource(env, 1), "lb": simpy.Resource(env, 1), "cache": simpy.Resource(env, 1),
               "app": [simpy.Resource(env, 2) for _ in range(4)], "db": simpy.Resource(env, 4), "turn": 0}
    latencies = []
    env.process(arrivals(env, network, kind, requests, latencies))
    began = time.process_time()
    env.run()
    ns = (time.process_time() - began) / requests * 1e9
    print("mean_latency %.6g ns_per_request %.0f" % (sum(latencies) / len(latencies), ns))


main()
