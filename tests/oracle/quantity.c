#include "tests/oracle/quantity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct name_of {
    const char *name;
    int percentile;
    double tolerance;
};

static const struct name_of percentiles[] = { { "p50", P50, 0.01 },
                                              { "p90", P90, 0.01 },
                                              { "p95", P95, 0.01 },
                                              { "p99", P99, 0.02 },
                                              { "p999", P999, 0.04 } };
enum { NAMES = sizeof percentiles / sizeof *percentiles };

static struct interval bare(double value)
{
    return (struct interval){ value, NAN, NAN };
}

static double of_resource(const char *word, size_t length, const struct resource *r,
                          const struct resource_result *seen)
{
    static const char *const words[] = { "utilization", "idle", "queue", "wait", "served", "inside" };
    const double busy = seen->utilization * r->servers * r->members;
    const double value[] = { seen->utilization, 1 - seen->utilization, seen->queue,
                             seen->wait,        seen->throughput,      seen->queue + busy };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && strncmp(word, words[i], length) == 0) return value[i];
    return NAN;
}

static double named(const char *name, size_t length, const char *of, const struct network *n,
                    const struct point_result *p)
{
    for (uint32_t i = 0; i < n->resources; i++)
        if (strcmp(n->resource[i].name, of) == 0)
            return of_resource(name, length, &n->resource[i], &p->resource[i]);
    for (uint32_t i = 0; i < n->tiers; i++) {
        if (strcmp(n->scenario->tier[i].name, of) != 0) continue;
        if (length == 9 && strncmp(name, "residence", length) == 0) return p->tier[i].residence;
        if (length == 4 && strncmp(name, "jobs", length) == 0) return p->tier[i].residence * p->throughput;
    }
    for (uint32_t i = 0; i < n->classes; i++) {
        if (strcmp(n->class[i].name, of) != 0) continue;
        if (length == 4 && strncmp(name, "mean", length) == 0) return p->class[i].mean.value;
        if (length == 7 && strncmp(name, "goodput", length) == 0) return p->class[i].goodput;
    }
    return NAN;
}

static double plain(const char *name, const struct network *n, const struct point_result *p)
{
    if (strcmp(name, "throughput") == 0) return p->throughput;
    if (strcmp(name, "goodput") == 0) return p->goodput;
    if (strcmp(name, "error_ratio") == 0) return p->error_ratio;
    if (strcmp(name, "little") == 0)
        return fabs(1 - p->throughput * p->latency.mean.value / p->concurrency.value);
    if (strcmp(name, "population limit") == 0)
        return n->saturation * (n->scenario->load.think.mean + n->zero_load_latency);
    if (strncmp(name, "above ", 6) == 0) {
        const double from = atof(name + 6);
        return histogram_share_above(p->histogram, from > 0 ? histogram_index(from) : 1);
    }
    const char *space = strchr(name, ' ');
    return space ? named(name, (size_t)(space - name), space + 1, n, p) : NAN;
}

bool quantity_of(const char *name, const struct network *network, const struct point_result *result,
                 struct interval *value)
{
    for (int i = 0; i < NAMES; i++)
        if (strcmp(name, percentiles[i].name) == 0) {
            *value = result->latency.percentile[percentiles[i].percentile];
            return true;
        }
    if (strcmp(name, "mean") == 0)
        *value = result->latency.mean;
    else if (strcmp(name, "concurrency") == 0)
        *value = result->concurrency;
    else
        *value = bare(plain(name, network, result));
    return !isnan(value->value);
}

double quantity_tolerance(const char *name)
{
    for (int i = 0; i < NAMES; i++)
        if (strcmp(name, percentiles[i].name) == 0) return percentiles[i].tolerance;
    return 0.01;
}
