/*
 * Latency that is left when the demands and the waits for them are taken away is a delay. The waits are those
 * of a product-form network at the measured throughput, near enough while nothing is busier than 70 %.
 */
#include "models/architecture/exact.h"
#include "models/theory/erlang.h"
#include "sim/command/calibrate_work.h"
#include "sim/input/demand_patch.h"
#include "sim/input/units.h"

#include <math.h>
#include <string.h>

static const double most_busy = 0.7;

/* A latency needs its unit. */
static bool no_unit(struct calibrate_work *w, size_t column)
{
    input_error_set(&w->error, "%s: %s: found no unit, expected a name such as \"latency_ms\"",
                    w->measured.name, w->measured.title[column]);
    return false;
}

/* The column of latency, and what makes seconds of it. */
static bool find_latency(struct calibrate_work *w, size_t *column, double *factor)
{
    static const char *const titles[] = { "latency",       "mean",     "mean_latency",
                                          "response_time", "response", "residence_time",
                                          "latency_mean",  "r",        NULL };
    if (!columns_said(&w->options->columns, &w->measured, "latency", column, &w->error)) return false;
    if (*column == MEASURED_NONE) {
        *column = measured_find_time(&w->measured, titles, factor);
        const size_t bare = measured_find_any(&w->measured, titles);
        return *column != MEASURED_NONE || bare == MEASURED_NONE || no_unit(w, bare);
    }
    const char *unit = strrchr(w->measured.key[*column], '_');
    const struct unit *found = unit ? units_find(DIMENSION_TIME, unit + 1) : NULL;
    if (!found) return no_unit(w, *column);
    *factor = found->factor;
    return true;
}

/* Measured latency into w->column; where only concurrency was measured, by Little's law. */
static bool read_latency(struct calibrate_work *w)
{
    static const char *const titles[] = { "concurrency", "n", "active", NULL };
    struct delay_estimate *d = &w->report.delay;
    size_t column;
    double factor = 1;
    if (!find_latency(w, &column, &factor)) return false;
    d->by_little = column == MEASURED_NONE;
    if (d->by_little && !columns_said(&w->options->columns, &w->measured, "concurrency", &column, &w->error))
        return false;
    if (column == MEASURED_NONE) column = measured_find_any(&w->measured, titles);
    d->measured = column != MEASURED_NONE;
    if (!d->measured) return true;
    if (!measured_values(&w->measured, column, w->column, &w->error)) return false;
    for (size_t i = 0; i < w->measured.rows; i++)
        w->column[i] *= d->by_little ? 1 / w->throughput[i] : factor;
    return true;
}

/* Mean latency by demands and waits at an open load; INFINITY where a station is full. */
static double expected_latency(const struct exact *exact, double rate)
{
    double sum = exact->network->zero_load_latency;
    for (uint32_t i = 0; i < exact->stations; i++) {
        const struct exact_station *s = &exact->station[i];
        if (!(s->visits > 0) || !(s->demand > 0) || isinf(s->servers)) continue;
        const unsigned servers = s->servers >= 1 ? (unsigned)s->servers : 1;
        const double wait = erlang_wait(servers, rate * s->visits, s->visits / s->demand);
        sum += s->visits * wait * (s->is_fcfs && isfinite(s->scv) ? (1 + s->scv) / 2 : 1);
    }
    return sum;
}

static const char *why_no_delay(const struct exact *exact)
{
    for (uint32_t i = 0; i < exact->breaks; i++) {
        const enum exact_assumption what = exact->broken[i].what;
        if (what == EXACT_FORK || what == EXACT_MESSAGES)
            return "requests fork or leave messages behind, so their waits are not a sum over resources";
        if (what == EXACT_PATIENCE) return "requests are given up or sent again, so their latency is no sum";
    }
    return exact->network->scenario->network.regions > 0
               ? "clients are in regions, each with a round trip of its own"
               : NULL;
}

/* Mean and standard error of what the model leaves, at light load. */
static void fit_residual(struct calibrate_work *w, const struct exact *exact)
{
    struct delay_estimate *d = &w->report.delay;
    double sum = 0, squares = 0, total = 0, mean = 0;
    for (size_t i = 0; i < w->measured.rows; i++) {
        const double x = w->throughput[i], busy = x / exact->network->saturation;
        if (!(x > 0) || isnan(w->column[i]) || busy > most_busy) continue;
        w->x[d->points] = w->column[i];
        w->y[d->points] = w->column[i] - expected_latency(exact, x);
        mean += w->x[d->points];
        sum += w->y[d->points++];
    }
    if (d->points < 2) {
        d->why_not = "fewer than two rows have a latency while nothing is busier than 70 %";
        return;
    }
    const double count = (double)d->points, residual = sum / count;
    mean /= count;
    for (size_t i = 0; i < d->points; i++) {
        squares += (w->y[i] - residual) * (w->y[i] - residual);
        total += (w->x[i] - mean) * (w->x[i] - mean);
    }
    d->se = sqrt(squares / (count - 1) / count);
    d->r2 = total > 0 ? 1 - squares / total : NAN;
    d->value = d->before + residual;
    /* Nothing is a finding too, if it is a sure one. */
    const bool nothing = fabs(d->value) < 2 * d->se;
    if (nothing && d->se > 0.05 * mean)
        d->why_not = "what the demands leave of it scatters more than it amounts to";
    else if (d->value < 0 && !nothing)
        d->why_not =
            "it is below what the demands alone take: it was not measured from the first byte to the "
            "last, or calls that the scenario makes in turn go on at once";
    d->value = fmax(d->value, 0);
    d->found = !d->why_not;
}

/* How the base, or its default, writes the client's round trip. */
static const char *rtt_key(const cJSON *network, double *factor)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, network) if (units_match(item->string, "client_rtt", DIMENSION_TIME,
                                                      factor)) return item->string;
    *factor = 1e-3;
    return "client_rtt_ms";
}

bool calibrate_delay(struct calibrate_work *w)
{
    struct delay_estimate *d = &w->report.delay;
    struct calibrate_patched p;
    struct exact exact;
    if (!read_latency(w)) return false;
    if (!d->measured) return true;
    if (!calibrate_patched_init(&p, w)) return false;
    exact_init(&exact, p.network);
    d->before = w->scenario->network.client;
    d->why_not = why_no_delay(&exact);
    if (!d->why_not) fit_residual(w, &exact);
    exact_finish(&exact);
    calibrate_patched_finish(&p);
    if (!d->found) {
        calibration_remark(&w->report, "no delay can be told from the measured latency: %s", d->why_not);
        return true;
    }
    double factor;
    const char *key = rtt_key(cJSON_GetObjectItemCaseSensitive(w->complete, "network"), &factor);
    demand_patch_number(demand_patch_object(w->patch, "network"), key, d->value / factor);
    if (d->value > d->before + 2 * d->se)
        calibration_remark(&w->report, "where the delay is was not measured: inside a tier it would hold a "
                                       "thread (a delay_ms there says so)");
    return true;
}
