#include "sim/report/timeline_csv.h"

#include "sim/report/csv_field.h"
#include "sim/report/timeline_words.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#define BAND(name, member)                                                                                   \
    {                                                                                                        \
        name, offsetof(struct timeline_interval, member)                                                     \
    }

static const struct {
    const char *name;
    size_t offset;
} columns[] = {
    BAND("timeout_rps", error[ERROR_TIMEOUT]),
    BAND("rejected_rps", error[ERROR_REJECTED]),
    BAND("oom_rps", error[ERROR_OOM]),
    BAND("unavailable_rps", error[ERROR_UNAVAILABLE]),
    BAND("attempts_per_s", attempts),
    BAND("mean_s", mean),
    BAND("p50_s", percentile[P50]),
    BAND("p90_s", percentile[P90]),
    BAND("p95_s", percentile[P95]),
    BAND("p99_s", percentile[P99]),
    BAND("p999_s", percentile[P999]),
    BAND("backlog", backlog),
    BAND("messages", messages),
    BAND("lag_s", lag),
    BAND("hit_ratio", hit_ratio),
    BAND("usd_per_h", usd_per_h),
};

enum { COLUMNS = sizeof columns / sizeof *columns };

/* A tier without a host has no members. */
static bool has_members(const struct timeline_result *r, uint32_t tier)
{
    return r->scenario->tier[tier].host != SCENARIO_NONE;
}

static void put_names(FILE *file, const char *prefix, const char *name)
{
    static const char *const ends[] = { "", "_low", "_high" };
    for (int k = 0; k < 3; k++) {
        char text[2 * WORDING_NAME];
        snprintf(text, sizeof text, "%s%s", name, ends[k]);
        fputc(',', file);
        csv_field_text(file, prefix, text);
    }
}

static void put_heading(FILE *file, const struct timeline_result *r)
{
    fputs("t_s,length_s,middle_s,end_s", file);
    put_names(file, "", "offered_rps");
    put_names(file, "", "goodput_rps");
    fputs(",errors_rps", file);
    for (size_t i = 0; i < COLUMNS; i++) put_names(file, "", columns[i].name);
    fputs(",bad_ratio,busiest,events", file);
    for (uint32_t t = 0; t < r->network->tiers; t++)
        if (has_members(r, t)) put_names(file, "members:", wording_tier(r->network, t));
    for (uint32_t k = 0; k < r->network->resources; k++)
        put_names(file, "util:", r->network->resource[k].name);
    fputs("\r\n", file);
}

static void put_band(FILE *file, const struct band *band)
{
    csv_field_number(file, band->value);
    csv_field_number(file, band->low);
    csv_field_number(file, band->high);
}

/* Those from *next on that came before `end`; the last interval takes all that is left. */
static void put_events(FILE *file, const struct timeline_result *r, uint32_t *next, double end)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (!memory) abort();
    for (const char *between = ""; *next < r->events && r->event[*next].at < end; ++*next, between = "; ")
        fprintf(memory, "%s%s", between, r->event[*next].what);
    fclose(memory);
    fputc(',', file);
    csv_field_text(file, "", text);
    free(text);
}

static void put_row(FILE *file, const struct timeline_result *r, uint32_t i, uint32_t *next)
{
    const struct timeline_interval *v = &r->interval[i];
    char number[32];
    snprintf(number, sizeof number, "%.12g", v->at);
    fputs(number, file);
    csv_field_number(file, v->length);
    csv_field_number(file, v->at + v->length / 2);
    csv_field_number(file, v->at + v->length);
    put_band(file, &v->offered);
    put_band(file, &v->goodput);
    csv_field_number(file, timeline_errors(v));
    for (size_t k = 0; k < COLUMNS; k++)
        put_band(file, (const struct band *)((const char *)v + columns[k].offset));
    csv_field_number(file, v->bad);
    fputc(',', file);
    csv_field_text(file, "", v->busiest == NETWORK_NONE ? "" : r->network->resource[v->busiest].name);
    put_events(file, r, next, i + 1 < r->intervals ? v->at + v->length : INFINITY);
    for (uint32_t t = 0; t < r->network->tiers; t++)
        if (has_members(r, t)) put_band(file, &v->members[t]);
    for (uint32_t k = 0; k < r->network->resources; k++) put_band(file, &v->utilization[k]);
    fputs("\r\n", file);
}

void timeline_csv_print(const struct timeline_result *r, FILE *file)
{
    uint32_t next = 0;
    put_heading(file, r);
    for (uint32_t i = 0; i < r->intervals; i++) put_row(file, r, i, &next);
}
