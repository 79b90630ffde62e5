#include "sim/report/wording.h"

#include "sim/report/grid.h"
#include "sim/report/loads.h"
#include "sim/report/number.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *const wording_percentile_key[PERCENTILES] = { "p50", "p90", "p95", "p99", "p999" };
const char *const wording_percentile[PERCENTILES] = { "p50", "p90", "p95", "p99", "p99.9" };
const char *const wording_error[ERROR_KINDS] = { "timeout", "rejected", "oom", "unavailable" };

void wording_add(char *text, size_t size, const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, size - length, format, arguments);
    va_end(arguments);
}

void wording_resource(const struct network *network, uint32_t resource, uint32_t member, char *text,
                      size_t size)
{
    const char *name = resource == NETWORK_NONE ? "none" : network->resource[resource].name;
    const char *dot = strrchr(name, '.');
    if (member == NETWORK_NONE || resource == NETWORK_NONE)
        snprintf(text, size, "%s", name);
    else if (dot)
        snprintf(text, size, "%.*s[%u]%s", (int)(dot - name), name, member, dot);
    else
        snprintf(text, size, "%s[%u]", name, member);
}

bool wording_is_hot(const struct network *network, const struct resource_result *resource)
{
    double excess = resource->hottest_utilization - resource->utilization;
    return network->resource[resource->resource].members > 1 && excess > 0.05 &&
           excess > 0.15 * resource->utilization;
}

uint32_t wording_member(const struct network *network, const struct resource_result *resource)
{
    return wording_is_hot(network, resource) ? resource->hottest : NETWORK_NONE;
}

double wording_busy(const struct network *network, const struct resource_result *resource)
{
    return wording_is_hot(network, resource) ? resource->hottest_utilization : resource->utilization;
}

const struct resource_result *wording_busiest(const struct network *network, const struct point_result *point)
{
    const struct resource_result *best = NULL;
    for (uint32_t i = 0; point->resource && i < network->resources; i++) {
        const struct resource_result *r = &point->resource[i];
        if (network->resource[r->resource].kind == RESOURCE_RAM || isnan(r->utilization)) continue;
        if (!best || wording_busy(network, r) > wording_busy(network, best)) best = r;
    }
    return best;
}

const char *wording_backlog(const struct network *n)
{
    return n->forks > 0 || n->spawns > 0 ? "jobs" : "requests";
}

const struct resource_result *wording_find(const struct network *network, const struct point_result *point,
                                           uint32_t resource)
{
    for (uint32_t i = 0; point && point->resource && i < network->resources; i++)
        if (point->resource[i].resource == resource) return &point->resource[i];
    return NULL;
}

void wording_wall(const struct scenario_result *result, char *text, size_t size)
{
    struct loads loads;
    loads_init(&loads, result);
    const struct point_result *near = loads_near(&loads, result->wall.rate.value);
    const struct resource_result *r = wording_find(result->network, near, result->wall.resource);
    bool hot = r && wording_is_hot(result->network, r);
    wording_resource(result->network, result->wall.resource, hot ? result->wall.member : NETWORK_NONE, text,
                     size);
    loads_finish(&loads);
}

void wording_twice(const struct network *network, uint32_t resource, char *text, size_t size)
{
    const struct resource *r = &network->resource[resource];
    const char *dot = strrchr(r->name, '.'), *last = dot ? dot + 1 : r->name;
    switch (r->kind) {
    case RESOURCE_CPU: snprintf(text, size, "twice the CPU"); return;
    case RESOURCE_SSD: snprintf(text, size, "twice the SSD"); return;
    case RESOURCE_SSD_BANDWIDTH: snprintf(text, size, "twice the SSD bandwidth"); return;
    case RESOURCE_NIC_OUT:
    case RESOURCE_NIC_IN: snprintf(text, size, "twice the network card"); return;
    case RESOURCE_RAM: snprintf(text, size, "twice the RAM"); return;
    case RESOURCE_TOKENS:
    case RESOURCE_CONSUMERS: snprintf(text, size, "twice as many %s", last); return;
    case RESOURCE_LOCKS: snprintf(text, size, "half the lock conflicts"); return;
    case RESOURCE_BROKER: snprintf(text, size, "twice the broker"); return;
    case RESOURCE_APPLIER: snprintf(text, size, "writes replayed in half the time"); return;
    }
}

void wording_because(const struct wall_result *wall, char *text, size_t size)
{
    const char *because = wall->because, *space = strchr(because, ' ');
    char figure[NUMBER_SIZE];
    if (strncmp(because, "error", 5) == 0 && isfinite(wall->limit)) {
        number_percent(wall->limit, figure);
        const char *kind = strchr(because, '(');
        snprintf(text, size, "errors pass %s %%%s%s", figure, kind ? " " : "", kind ? kind : "");
    } else if (strncmp(because, "goodput", 7) == 0) {
        number_percent(isfinite(wall->limit) && wall->limit <= 1 ? wall->limit : 0.98, figure);
        snprintf(text, size, "good replies fall below %s %% of the requests", figure);
    } else if (strncmp(because, "p999 ", 5) == 0 && isfinite(wall->limit)) {
        number_time(wall->limit, figure);
        snprintf(text, size, "p99.9 passes %s", figure);
    } else if (space && (*because == 'p' || *because == 'm') && isfinite(wall->limit)) {
        number_time(wall->limit, figure);
        snprintf(text, size, "%.*s passes %s", (int)(space - because), because, figure);
    } else {
        snprintf(text, size, "%s", because);
    }
}

void wording_slo(const struct scenario_result *result, char *text, size_t size)
{
    const struct slo *slo = &result->scenario->slo;
    char figure[NUMBER_SIZE];
    *text = '\0';
    if (slo->mean > 0 && isfinite(slo->mean)) {
        number_time(slo->mean, figure);
        wording_add(text, size, "mean <= %s, ", figure);
    }
    for (int p = 0; p < PERCENTILES; p++) {
        if (!(slo->percentile[p] > 0) || !isfinite(slo->percentile[p])) continue;
        number_time(slo->percentile[p], figure);
        wording_add(text, size, "%s <= %s, ", wording_percentile[p], figure);
    }
    if (slo->relative_p99) wording_add(text, size, "p99 <= 10 x that of the lightest load, ");
    if (isfinite(slo->error_ratio)) {
        number_percent(slo->error_ratio, figure);
        wording_add(text, size, "errors <= %s %%, ", figure);
    }
    number_percent(slo->goodput, figure);
    wording_add(text, size, "good replies >= %s %% of the requests", figure);
}

const char *wording_tier(const struct network *network, uint32_t tier)
{
    return tier < network->tiers ? network->scenario->tier[tier].name : "network";
}

void wording_name(const struct scenario_result *result, char *text, size_t size)
{
    snprintf(text, size, "%s%s%s", result->scenario->name, result->set ? ", " : "",
             result->set ? result->set : "");
}

void wording_wrap(const char *text, unsigned indent, unsigned width, FILE *file)
{
    unsigned at = indent;
    for (bool first = true; *text; first = false) {
        size_t blanks = strspn(text, " "), bytes = strcspn(text + blanks, " ");
        char word[WORDING_TEXT];
        snprintf(word, sizeof word, "%.*s", (int)bytes, text + blanks);
        unsigned length = (unsigned)blanks + grid_length(word);
        if (!first && at + length > width) {
            fprintf(file, "\n%*s%s", (int)indent, "", word);
            at = indent + length - (unsigned)blanks;
        } else {
            fprintf(file, "%*s%s", (int)blanks, "", word);
            at += length;
        }
        text += blanks + bytes;
    }
    fputc('\n', file);
}
