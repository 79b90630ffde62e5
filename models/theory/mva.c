/* Buzen's convolution with logarithms of the normalising constant G(0..N). Stations are folded in one after
 * another: think time and delays in closed form, a single server by g[n] += D g[n-1], m servers as a
 * polynomial of degree m-1 plus a geometric tail of ratio D/m. Only sums of positive terms occur. A
 * multi-server station's queue needs G of the network without it, which is folded anew (once for like
 * stations in a row); single servers need only the whole. */
#include "models/theory/mva.h"
#include "models/theory/erlang.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool station_ok(const struct mva_station *station)
{
    return station->demand >= 0 && isfinite(station->demand);
}

static double log_add(double a, double b)
{
    double most = fmax(a, b), least = fmin(a, b);
    return isinf(least) ? most : most + log1p(exp(least - most));
}

static void fold_delay(double g[], unsigned population, double delay)
{
    g[0] = 0;
    for (unsigned n = 1; n <= population; n++)
        g[n] = delay > 0 ? n * log(delay) - lgamma(n + 1.0) : -INFINITY;
}

static void fold_single(double g[], unsigned population, double demand)
{
    double log_demand = log(demand);
    for (unsigned n = 1; n <= population; n++) g[n] = log_add(g[n], log_demand + g[n - 1]);
}

/* The log weight of n jobs at a station: demand^n / product of min(i, servers). */
static double log_weight(const struct mva_station *station, unsigned n)
{
    unsigned m = station->servers, within = n < m ? n : m;
    return n * log(station->demand) - lgamma(within + 1.0) - (n - within) * log((double)m);
}

/* tail[n] = sum over i of ratio^i g[n-i]; both scratch arrays hold population + 1. */
static void fold_multi(double g[], unsigned population, const struct mva_station *station, double tail[],
                       double weight[])
{
    unsigned m = station->servers, known = m < population ? m : population;
    for (unsigned j = 0; j <= known; j++) weight[j] = log_weight(station, j);
    memcpy(tail, g, (population + 1) * sizeof *tail);
    fold_single(tail, population, station->demand / m);
    /* Downwards, so that g[n-j] is still that without the station. */
    for (unsigned n = population + 1; n-- > 0;) {
        double most = n >= m ? weight[m] + tail[n - m] : -INFINITY, last = most, sum = 0;
        unsigned terms = n < m ? n + 1 : m;
        for (unsigned j = 0; j < terms; j++) most = fmax(most, weight[j] + g[n - j]);
        if (isinf(most)) continue;
        for (unsigned j = 0; j < terms; j++) sum += exp(weight[j] + g[n - j] - most);
        g[n] = most + log(sum + exp(last - most));
    }
}

struct workspace {
    double *base;  /* G of delays and single servers */
    double *whole; /* G of all */
    double *without, *tail, *weight;
};

static void fold_multis(double g[], size_t n, const struct mva_station station[], unsigned population,
                        size_t except, const struct workspace *w)
{
    memcpy(g, w->base, (population + 1) * sizeof *g);
    for (size_t k = 0; k < n; k++)
        if (k != except && station[k].servers > 1 && station[k].demand > 0)
            fold_multi(g, population, &station[k], w->tail, w->weight);
}

/* Mean number at station k: sum over i of i P(i there). */
static double queue_at(size_t n, const struct mva_station station[], size_t k, unsigned population,
                       double throughput, const struct workspace *w)
{
    const struct mva_station *here = &station[k];
    double all = w->whole[population], queue = 0;
    if (!(here->demand > 0)) return 0;
    if (here->servers == MVA_DELAY) return throughput * here->demand;
    if (here->servers == 1) { /* P(at least i there) = D^i G(N-i)/G(N) */
        double log_demand = log(here->demand);
        for (unsigned i = 1; i <= population; i++)
            queue += exp(i * log_demand + w->whole[population - i] - all);
        return queue;
    }
    fold_multis(w->without, n, station, population, k, w);
    for (unsigned i = 1; i <= population; i++)
        queue += i * exp(log_weight(here, i) + w->without[population - i] - all);
    return queue;
}

static void closed_solve(size_t n, const struct mva_station station[], unsigned population, double delay,
                         const struct workspace *w, struct mva_totals *totals, struct mva_metrics metrics[])
{
    fold_delay(w->base, population, delay);
    for (size_t k = 0; k < n; k++)
        if (station[k].servers == 1 && station[k].demand > 0)
            fold_single(w->base, population, station[k].demand);
    fold_multis(w->whole, n, station, population, n, w);

    double throughput = exp(w->whole[population - 1] - w->whole[population]);
    *totals = (struct mva_totals){ .throughput = throughput };
    double queue = 0;
    for (size_t k = 0; k < n; k++) {
        bool same = k > 0 && station[k].demand == station[k - 1].demand &&
                    station[k].servers == station[k - 1].servers;
        if (!same) queue = queue_at(n, station, k, population, throughput, w);
        totals->response_time += queue / throughput;
        if (!metrics) continue;
        unsigned servers = station[k].servers == MVA_DELAY ? 1 : station[k].servers;
        metrics[k] = (struct mva_metrics){ .residence_time = queue / throughput,
                                           .queue = queue,
                                           .utilization = throughput * station[k].demand / servers };
    }
}

bool mva_closed(size_t n, const struct mva_station station[], unsigned population, double think_time,
                struct mva_totals *totals, struct mva_metrics metrics[])
{
    double delay = think_time, demand = 0;
    if (!(think_time >= 0) || !isfinite(think_time)) return false;
    for (size_t k = 0; k < n; k++) {
        if (!station_ok(&station[k])) return false;
        demand += station[k].demand;
        if (station[k].servers == MVA_DELAY) delay += station[k].demand;
    }
    if (!(think_time + demand > 0)) return false;
    if (population == 0) {
        *totals = (struct mva_totals){ .response_time = demand };
        for (size_t k = 0; metrics && k < n; k++)
            metrics[k] = (struct mva_metrics){ .residence_time = station[k].demand };
        return true;
    }
    size_t length = (size_t)population + 1;
    double *memory = malloc(5 * length * sizeof *memory);
    if (!memory) return false;
    struct workspace w = { memory, memory + length, memory + 2 * length, memory + 3 * length,
                           memory + 4 * length };
    closed_solve(n, station, population, delay, &w, totals, metrics);
    free(memory);
    return true;
}

static const double CELLS_MAX = 1e7;

struct recursion {
    size_t classes, n;
    const unsigned *population, *servers;
    const double *think_time, *demand;
    size_t *stride; /* of a class in the mixed-radix number of a population vector */
    double *queue;  /* [vector * n + station], all classes together */
};

/* One class of one population vector: residence times from the network with one job of it less (arrival
 * theorem). */
static double class_residence(const struct recursion *r, size_t c, size_t k, size_t vector)
{
    double demand = r->demand[c * r->n + k];
    if (r->servers[k] == MVA_DELAY) return demand;
    return demand * (1 + r->queue[(vector - r->stride[c]) * r->n + k]);
}

static void classes_solve(const struct recursion *r, size_t vectors, struct mva_totals totals[],
                          struct mva_metrics metrics[])
{
    for (size_t vector = 1; vector < vectors; vector++) {
        bool last = vector == vectors - 1;
        for (size_t c = 0; c < r->classes; c++) {
            size_t jobs = vector / r->stride[c] % ((size_t)r->population[c] + 1);
            if (jobs == 0) continue;
            double response = 0;
            for (size_t k = 0; k < r->n; k++) response += class_residence(r, c, k, vector);
            double throughput = (double)jobs / (r->think_time[c] + response);
            if (last) totals[c] = (struct mva_totals){ throughput, response };
            for (size_t k = 0; k < r->n; k++) {
                double residence = class_residence(r, c, k, vector);
                r->queue[vector * r->n + k] += throughput * residence;
                if (last && metrics)
                    metrics[c * r->n + k] = (struct mva_metrics){ residence, throughput * residence,
                                                                  throughput * r->demand[c * r->n + k] };
            }
        }
    }
}

bool mva_closed_classes(size_t classes, const unsigned population[], const double think_time[], size_t n,
                        const unsigned servers[], const double demand[], struct mva_totals totals[],
                        struct mva_metrics metrics[])
{
    double vectors = 1;
    for (size_t k = 0; k < n; k++)
        if (servers[k] > 1) return false;
    for (size_t c = 0; c < classes; c++) {
        double cycle = think_time[c];
        if (!(think_time[c] >= 0)) return false;
        for (size_t k = 0; k < n; k++) {
            if (!(demand[c * n + k] >= 0)) return false;
            cycle += demand[c * n + k];
        }
        if (!(cycle > 0) || !isfinite(cycle)) return false;
        vectors *= population[c] + 1.0;
    }
    if (vectors * (double)(n + 1) > CELLS_MAX) return false;
    struct recursion r = { classes, n, population, servers, think_time, demand, NULL, NULL };
    r.stride = calloc(classes + 1, sizeof *r.stride);
    r.queue = calloc((size_t)vectors * (n + 1), sizeof *r.queue);
    if (r.stride && r.queue) {
        size_t stride = 1;
        for (size_t c = 0; c < classes; c++) {
            r.stride[c] = stride;
            stride *= (size_t)population[c] + 1;
            totals[c] = (struct mva_totals){ 0 };
        }
        if (metrics) memset(metrics, 0, classes * n * sizeof *metrics);
        classes_solve(&r, (size_t)vectors, totals, metrics);
    }
    bool ok = r.stride && r.queue;
    free(r.stride);
    free(r.queue);
    return ok;
}

double mva_open_residence(const struct mva_station *station, double arrival_rate)
{
    double demand = station->demand;
    if (!station_ok(station) || !(arrival_rate >= 0)) return NAN;
    if (station->servers == MVA_DELAY || !(demand > 0)) return demand;
    return erlang_response(station->servers, arrival_rate, 1 / demand);
}

bool mva_open(size_t n, const struct mva_station station[], double arrival_rate, struct mva_totals *totals,
              struct mva_metrics metrics[])
{
    if (!(arrival_rate >= 0) || !isfinite(arrival_rate)) return false;
    *totals = (struct mva_totals){ .throughput = arrival_rate };
    for (size_t k = 0; k < n; k++) {
        if (!station_ok(&station[k])) return false;
        double residence = mva_open_residence(&station[k], arrival_rate);
        totals->response_time += residence;
        if (!metrics) continue;
        unsigned servers = station[k].servers == MVA_DELAY ? 1 : station[k].servers;
        metrics[k] = (struct mva_metrics){ .residence_time = residence,
                                           .queue = arrival_rate > 0 ? arrival_rate * residence : 0,
                                           .utilization = arrival_rate * station[k].demand / servers };
    }
    return true;
}
