/* Bounds only, no queueing: what demands alone can tell. */
#include "models/theory/bottleneck.h"

#include <math.h>

struct bottleneck bottleneck_find(size_t n, const unsigned servers[], const double demand[])
{
    struct bottleneck b = { .saturation = INFINITY, .station = n, .runner_up = INFINITY, .second = n };
    for (size_t k = 0; k < n; k++) {
        b.total_demand += demand[k];
        if (!(demand[k] > 0)) continue;
        double saturation = servers[k] / demand[k];
        if (saturation < b.saturation) {
            b.runner_up = b.saturation, b.second = b.station;
            b.saturation = saturation, b.station = k;
        } else if (saturation < b.runner_up) {
            b.runner_up = saturation, b.second = k;
        }
    }
    return b;
}

static bool stations_ok(size_t n, const unsigned servers[], const double demand[], double population,
                        double think_time)
{
    for (size_t k = 0; k < n; k++)
        if (servers[k] < 1 || !(demand[k] >= 0) || !isfinite(demand[k])) return false;
    return population >= 0 && isfinite(population) && think_time >= 0 && isfinite(think_time);
}

/* Response times follow from N = X (R + Z). */
static void respond(struct bottleneck_bounds *bounds, double population, double think_time, double least)
{
    bounds->response_lower = least;
    bounds->response_upper = least;
    if (!(population > 0)) return;
    bounds->response_lower = fmax(least, population / bounds->throughput_upper - think_time);
    bounds->response_upper = population / bounds->throughput_lower - think_time;
}

bool bottleneck_asymptotic(size_t n, const unsigned servers[], const double demand[], double population,
                           double think_time, struct bottleneck_bounds *out)
{
    if (!stations_ok(n, servers, demand, population, think_time)) return false;
    struct bottleneck b = bottleneck_find(n, servers, demand);
    if (b.station == n) return false;
    out->throughput_upper = fmin(b.saturation, population / (b.total_demand + think_time));
    out->throughput_lower = population / (think_time + fmax(population, 1) * b.total_demand);
    out->knee_population = (b.total_demand + think_time) * b.saturation;
    respond(out, population, think_time, b.total_demand);
    return true;
}

bool bottleneck_balanced(size_t n, const unsigned servers[], const double demand[], double population,
                         double think_time, struct bottleneck_bounds *out)
{
    if (!bottleneck_asymptotic(n, servers, demand, population, think_time, out)) return false;
    for (size_t k = 0; k < n; k++)
        if (servers[k] > 1) return false;
    struct bottleneck b = bottleneck_find(n, servers, demand);
    size_t used = 0;
    for (size_t k = 0; k < n; k++) used += demand[k] > 0;
    double total = b.total_demand, longest = 1 / b.saturation, average = total / (double)used;
    double others = fmax(population - 1, 0), relief = think_time / total;
    double most = others * longest / (population > 1 ? 1 + relief / population : 1);
    double fewest = others * average / (1 + relief);
    out->throughput_upper = fmin(b.saturation, population / (total + think_time + fewest));
    out->throughput_lower = population / (total + think_time + most);
    respond(out, population, think_time, total);
    return true;
}
