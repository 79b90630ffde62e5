#include "sim/report/timeline_words.h"

#include <math.h>
#include <string.h>

double timeline_errors(const struct timeline_interval *interval)
{
    double sum = 0;
    for (int e = 0; e < ERROR_KINDS; e++)
        sum += isfinite(interval->error[e].value) ? interval->error[e].value : 0;
    return sum;
}

struct timeline_totals timeline_totals(const struct timeline_result *r)
{
    struct timeline_totals t = { 0 };
    for (uint32_t i = 0; i < r->intervals; i++) {
        const struct timeline_interval *v = &r->interval[i];
        if (isfinite(v->offered.value)) t.offered += v->offered.value * v->length;
        if (isfinite(v->goodput.value)) t.good += v->goodput.value * v->length;
        for (int e = 0; e < ERROR_KINDS; e++)
            if (isfinite(v->error[e].value)) t.error[e] += v->error[e].value * v->length;
        t.failed += timeline_errors(v) * v->length;
    }
    return t;
}

double timeline_end(const struct timeline_result *r)
{
    const struct timeline_interval *last = r->intervals ? &r->interval[r->intervals - 1] : NULL;
    return last ? last->at + last->length : 0;
}

void timeline_span(double seconds, char text[NUMBER_SIZE])
{
    char figure[NUMBER_SIZE];
    static const struct {
        double from, unit;
        const char *name;
    } scale[] = { { 2 * 86400, 86400, "days" }, { 7200, 3600, "h" }, { 600, 60, "min" } };
    if (isfinite(seconds) && seconds < 600 && seconds >= 10) {
        snprintf(text, NUMBER_SIZE, "%.0f s", seconds);
        return;
    }
    for (size_t i = 0; isfinite(seconds) && i < sizeof scale / sizeof *scale; i++)
        if (seconds >= scale[i].from) {
            number_rounded(seconds / scale[i].unit, 2, figure);
            snprintf(text, NUMBER_SIZE, "%.24s %s", figure, scale[i].name);
            return;
        }
    number_time(seconds, text);
}

struct number_unit timeline_unit(double length)
{
    if (length <= 900) return (struct number_unit){ "s", 1 };
    if (length <= 3 * 3600) return (struct number_unit){ "min", 1 / 60.0 };
    if (length <= 4 * 86400) return (struct number_unit){ "h", 1 / 3600.0 };
    return (struct number_unit){ "days", 1 / 86400.0 };
}

uint32_t timeline_scaled(const struct timeline_result *r, uint32_t *tier, uint32_t most)
{
    const struct scenario *s = r->scenario;
    uint32_t found = 0;
    for (uint32_t t = 0; t < r->network->tiers && found < most; t++) {
        double least = INFINITY, highest = 0;
        bool known = false;
        for (uint32_t k = 0; k < found; k++) known |= s->tier[tier[k]].host == s->tier[t].host;
        for (uint32_t i = 0; i < r->intervals && !known; i++) {
            const double members = r->interval[i].members[t].value;
            if (isnan(members)) continue;
            least = fmin(least, members);
            highest = fmax(highest, members);
        }
        if (highest > least + 0.005) tier[found++] = t;
    }
    return found;
}

static double quantity_of(const struct timeline_interval *v, enum timeline_quantity quantity)
{
    switch (quantity) {
    case TIMELINE_BACKLOG: return v->backlog.value;
    case TIMELINE_MESSAGES: return v->messages.value;
    case TIMELINE_LAG: return v->lag.value;
    case TIMELINE_HITS: return v->hit_ratio.value;
    case TIMELINE_ERRORS: return timeline_errors(v);
    }
    return NAN;
}

bool timeline_says(const struct timeline_result *r, enum timeline_quantity quantity)
{
    double least = INFINITY, most = -INFINITY;
    for (uint32_t i = 0; i < r->intervals; i++) {
        const double value = quantity_of(&r->interval[i], quantity);
        if (isnan(value)) continue;
        least = fmin(least, value);
        most = fmax(most, value);
    }
    switch (quantity) {
    case TIMELINE_BACKLOG: return most > 3 * least + 20; /* else Little's law says it all */
    case TIMELINE_MESSAGES: return most >= 1;
    case TIMELINE_LAG: return most >= 1e-4;
    case TIMELINE_HITS: return isfinite(most);
    case TIMELINE_ERRORS: return most > 0;
    }
    return false;
}

uint32_t timeline_busiest(const struct timeline_result *r, double *utilization)
{
    uint32_t best = NETWORK_NONE;
    *utilization = NAN;
    for (uint32_t i = 0; i < r->intervals; i++) {
        const struct timeline_interval *v = &r->interval[i];
        if (v->busiest == NETWORK_NONE) continue;
        const double u = v->utilization[v->busiest].value;
        if (best != NETWORK_NONE && !(u > *utilization)) continue;
        best = v->busiest;
        *utilization = u;
    }
    return best;
}
