#include "sim/report/json_theory.h"

#include "sim/report/wording.h"

#include <math.h>

const char *json_theory_kind(enum exact_kind kind)
{
    switch (kind) {
    case EXACT_NONE: return "none";
    case EXACT_BOUND: return "bound";
    case EXACT_APPROXIMATION: return "approximation";
    case EXACT_FORMULA: return "exact";
    }
    return NULL;
}

static const char *assumption(enum exact_assumption what)
{
    switch (what) {
    case EXACT_ARRIVALS: return "arrivals";
    case EXACT_SERVICE: return "service";
    case EXACT_CLASSES: return "classes";
    case EXACT_QUEUE: return "queue";
    case EXACT_HELD: return "held";
    case EXACT_MEMORY: return "memory";
    case EXACT_BUFFER: return "buffer";
    case EXACT_FORK: return "fork";
    case EXACT_PATIENCE: return "patience";
    case EXACT_BALANCER: return "balancer";
    case EXACT_CACHE: return "cache";
    case EXACT_LOCKS: return "locks";
    case EXACT_REPLICAS: return "replicas";
    case EXACT_MESSAGES: return "messages";
    case EXACT_COHERENCY: return "coherency";
    case EXACT_PAUSES: return "pauses";
    case EXACT_SCALING: return "scaling";
    case EXACT_CORES: return "cores";
    }
    return NULL;
}

static void put_broken(struct writer *w, const struct exact *exact)
{
    writer_open(w, "broken", '[');
    for (uint32_t i = 0; exact && i < exact->breaks; i++) {
        writer_open_short(w, NULL, '{');
        writer_text(w, "assumption", assumption(exact->broken[i].what));
        writer_text(w, "text", exact->broken[i].text);
        if (exact->is_closed) writer_number(w, "up_to", exact->broken[i].up_to);
        writer_close(w, '}');
    }
    writer_close(w, ']');
}

static void put_point(struct writer *w, const struct network *network, const struct theory_point *t)
{
    const struct exact_point *e = &t->exact;
    writer_open(w, NULL, '{');
    writer_text(w, "kind", json_theory_kind(e->kind));
    writer_number(w, "mean_s", e->mean);
    for (int p = 0; p < PERCENTILES; p++) {
        char key[16];
        snprintf(key, sizeof key, "%s_s", wording_percentile_key[p]);
        writer_number(w, key, e->percentile[p]);
    }
    writer_number(w, "throughput_rps", e->throughput);
    writer_number(w, "error_ratio", e->kind == EXACT_FORMULA ? e->error_ratio : NAN);
    writer_open_short(w, "bound", '{');
    writer_number(w, "mean_s", e->least);
    writer_number(w, "rps", e->most);
    writer_close(w, '}');
    writer_open_short(w, "residence_s", '{');
    for (uint32_t r = 0; t->residence && r < network->resources; r++)
        if (!isnan(t->residence[r])) writer_number(w, network->resource[r].name, t->residence[r]);
    writer_close(w, '}');
    if (t->is_compared)
        writer_bool(w, "agrees", t->agrees);
    else
        writer_null(w, "agrees");
    writer_close(w, '}');
}

void json_theory(struct writer *w, const struct scenario_result *r)
{
    const struct theory_result *t = &r->theory;
    writer_open(w, "theory", '{');
    writer_text(w, "kind", json_theory_kind(t->kind));
    writer_text(w, "method", t->exact && *t->exact->method ? t->exact->method : NULL);
    put_broken(w, t->exact);
    if (t->compared > 0 || !t->agrees)
        writer_bool(w, "agrees", t->agrees);
    else
        writer_null(w, "agrees");
    writer_integer(w, "compared", t->compared);
    writer_integer(w, "agree", t->agree);
    writer_number(w, "deviation", t->kind == EXACT_APPROXIMATION ? t->deviation : NAN);
    writer_open(w, "points", '[');
    for (uint32_t i = 0; i < t->points; i++) put_point(w, r->network, &t->point[i]);
    writer_close(w, ']');
    writer_close(w, '}');
}
