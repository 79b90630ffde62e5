#include "sim/report/fit.h"
#include "sim/report/writer.h"

#include <math.h>

static void put_usl(struct writer *w, const struct fit_report *r)
{
    const struct usl *u = &r->usl;
    const bool peaks = isfinite(u->peak);
    writer_open(w, "usl", '{');
    writer_number(w, "sigma", u->alpha);
    writer_number(w, "kappa", u->beta);
    writer_number(w, "lambda", u->gamma);
    writer_number(w, "n_max", u->peak);
    writer_number(w, "x_max", peaks ? u->peak_throughput : NAN);
    writer_number(w, "limit", peaks ? NAN : u->peak_throughput);
    writer_number(w, "r2", r->r2);
    writer_open_short(w, "se", '{');
    writer_number(w, "sigma", u->alpha_fixed ? NAN : u->alpha_se);
    writer_number(w, "kappa", u->beta_fixed ? NAN : u->beta_se);
    writer_number(w, "lambda", u->gamma_se);
    writer_number(w, "n_max", peaks ? u->peak_se : NAN);
    writer_close(w, '}');
    writer_close(w, '}');
}

static void put_points(struct writer *w, const struct fit_report *r)
{
    writer_open(w, "points", '[');
    for (size_t i = 0; i < r->points; i++) {
        const double fitted = usl_throughput(&r->usl, r->population[i]);
        writer_open_short(w, NULL, '{');
        writer_number(w, "n", r->population[i]);
        writer_number(w, "x", r->measured[i]);
        writer_number(w, "fit", fitted);
        writer_number(w, "residual", r->measured[i] - fitted);
        writer_close(w, '}');
    }
    writer_close(w, ']');
}

static void put_predictions(struct writer *w, const struct fit_report *r)
{
    writer_open(w, "predictions", '[');
    for (unsigned i = 0; i < r->predictions; i++) {
        const struct usl_prediction *p = &r->prediction[i].predicted;
        writer_open_short(w, NULL, '{');
        writer_number(w, "n", r->prediction[i].population);
        writer_number(w, "x", p->throughput);
        writer_open_short(w, "ci", '[');
        writer_number(w, NULL, p->low);
        writer_number(w, NULL, p->high);
        writer_close(w, ']');
        writer_close(w, '}');
    }
    writer_close(w, ']');
}

void fit_json(const struct fit_report *r, FILE *file)
{
    struct writer w;
    writer_init(&w, file);
    writer_open(&w, NULL, '{');
    writer_text(&w, "kneewall", KNEEWALL_VERSION);
    writer_text(&w, "file", r->file);
    writer_number(&w, "confidence", r->confidence);
    writer_open_short(&w, "columns", '{');
    writer_text(&w, "load", r->load);
    writer_text(&w, "throughput", r->throughput);
    writer_close(&w, '}');
    put_usl(&w, r);
    put_points(&w, r);
    put_predictions(&w, r);
    writer_open(&w, "warnings", '[');
    for (unsigned i = 0; i < r->warnings; i++) writer_text(&w, NULL, r->warning[i]);
    writer_close(&w, ']');
    writer_close(&w, '}');
}
