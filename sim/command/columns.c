#include "sim/command/columns.h"

#include <stdlib.h>
#include <string.h>

bool columns_add(struct columns *c, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !equals[1]) return false;
    c->naming = reallocarray(c->naming, c->namings + 1, sizeof *c->naming);
    if (!c->naming) abort();
    struct naming *naming = &c->naming[c->namings++];
    naming->name = strndup(text, (size_t)(equals - text));
    naming->title = strdup(equals + 1);
    if (!naming->name || !naming->title) abort();
    return true;
}

void columns_finish(struct columns *c)
{
    for (unsigned i = 0; i < c->namings; i++) {
        free(c->naming[i].name);
        free(c->naming[i].title);
    }
    free(c->naming);
    *c = (struct columns){ 0 };
}

bool columns_said(const struct columns *c, const struct measured *measured, const char *name, size_t *column,
                  struct input_error *error)
{
    *column = MEASURED_NONE;
    for (unsigned i = 0; i < c->namings; i++) {
        if (strcmp(c->naming[i].name, name) != 0) continue;
        *column = measured_find(measured, c->naming[i].title);
        if (*column != MEASURED_NONE) return true;
        char titles[512];
        measured_titles(measured, titles, sizeof titles);
        input_error_set(error, "%s: found no column \"%.60s\" to be the %.60s, only %s", measured->name,
                        c->naming[i].title, name, titles);
        return false;
    }
    return true;
}

static bool said_or_titled(const struct columns *c, const struct measured *measured, const char *name,
                           const char *const *titles, size_t *column, struct input_error *error)
{
    if (!columns_said(c, measured, name, column, error)) return false;
    if (*column == MEASURED_NONE) *column = measured_find_any(measured, titles);
    return true;
}

bool columns_throughput(const struct columns *c, const struct measured *measured, size_t *column,
                        struct input_error *error)
{
    static const char *const titles[] = { "throughput",
                                          "throughput_rps",
                                          "x",
                                          "rps",
                                          "tps",
                                          "qps",
                                          "ops",
                                          "throughput_req_s",
                                          "throughput_requests_s",
                                          "throughput_tps",
                                          "throughput_qps",
                                          "throughput_ops",
                                          "throughput_ops_s",
                                          "req_s",
                                          "requests_s",
                                          "requests_per_s",
                                          "transactions_per_s",
                                          "ops_s",
                                          "ops_per_s",
                                          "rate_rps",
                                          NULL };
    return said_or_titled(c, measured, "throughput", titles, column, error);
}

bool columns_load(const struct columns *c, const struct measured *measured, size_t *column,
                  struct input_error *error)
{
    static const char *const titles[] = { "n",       "load",      "concurrency",   "population",
                                          "clients", "users",     "threads",       "connections",
                                          "workers", "processes", "cpus",          "processors",
                                          "cores",   "nodes",     "servers",       "machines",
                                          "shards",  "replicas",  "virtual_users", NULL };
    return said_or_titled(c, measured, "load", titles, column, error);
}
