#include "sim/report/plot_theory.h"

#include "sim/report/writer.h"

#include <math.h>

enum { STEPS = 200 };

const char *plot_theory_label(const struct theory_result *t)
{
    if (!t->exact) return NULL;
    switch (t->kind) {
    case EXACT_FORMULA: return "mean, theory";
    case EXACT_APPROXIMATION: return "mean, approx.";
    case EXACT_BOUND: return t->exact->least_time > 0 ? "mean, at least" : NULL;
    case EXACT_NONE: break;
    }
    return NULL;
}

double plot_theory_mean(const struct exact_point *p)
{
    return p->kind == EXACT_BOUND ? p->least : p->mean;
}

bool plot_theory_ends(const struct theory_result *theory, const struct exact_load *load,
                      const struct exact_point *p)
{
    if (!isfinite(plot_theory_mean(p))) return true;
    if (p->kind != EXACT_BOUND) return false;
    return theory->kind != EXACT_BOUND || (!load->population && load->rate > p->most);
}

static void put(double value, FILE *file)
{
    char text[32];
    if (isfinite(value))
        writer_shortest(value, text);
    else
        snprintf(text, sizeof text, "NaN");
    fprintf(file, ",%s", text);
}

/* False: there is no steady state from here on. */
static bool put_load(const struct theory_result *theory, double at, double scale, bool *has_tail, FILE *file)
{
    const struct exact *e = theory->exact;
    struct exact_load load = { .rate = at };
    struct exact_point p;
    if (e->is_closed) load = (struct exact_load){ .population = (uint32_t)at };
    exact_at(e, &load, &p, NULL);
    const double mean = plot_theory_mean(&p);
    if (plot_theory_ends(theory, &load, &p)) return false;
    fprintf(file, "%.9g", at * scale);
    put(mean, file);
    put(p.percentile[P50], file);
    put(p.percentile[P95], file);
    put(p.percentile[P99], file);
    fputc('\n', file);
    *has_tail = *has_tail || isfinite(p.percentile[P99]);
    return true;
}

void plot_theory(const struct theory_result *theory, double most, double scale, FILE *file)
{
    bool has_tail = false;
    double before = 0;
    const bool drawn = plot_theory_label(theory) != NULL;
    fputs("$theory << END\nload,mean,p50,p95,p99\n", file);
    for (int i = 1; drawn && i <= STEPS; i++) {
        double at = most * i / STEPS;
        if (theory->exact->is_closed) at = round(at);
        if (!(at > before)) continue;
        if (!put_load(theory, at, scale, &has_tail, file)) break;
        before = at;
    }
    fprintf(file, "END\nhas_theory = %d\n", before > 0 ? has_tail ? 4 : 1 : 0);
}
