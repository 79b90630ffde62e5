/* The picture of a fit: points, curve, the band that new measurements fall in, the peak; residuals below. */
#include "sim/report/axis.h"
#include "sim/report/fit.h"
#include "sim/report/number.h"
#include "sim/report/wording.h"

#include <math.h>
#include <string.h>

enum { STEPS = 200, WIDTH = 900, HEIGHT = 620 };

/* How far the axis of loads goes: beyond the points, to the peak where that is near, to what is predicted. */
static double reach(const struct fit_report *r)
{
    double most = 1.25 * r->largest;
    if (isfinite(r->usl.peak)) most = fmax(most, fmin(1.3 * r->usl.peak, 2.5 * r->largest));
    return most;
}

static void print_data(const struct fit_report *r, double most, FILE *file)
{
    fputs("is_point,n,measured,fit,low,high,residual\n", file);
    const double least = fmin(1, r->population[0]);
    for (int i = 0; i <= STEPS; i++) {
        const double n = least + (most - least) * i / STEPS;
        const struct usl_prediction p = usl_predict(&r->usl, n, r->confidence);
        fprintf(file, "0,%.9g,,%.9g,%.9g,%.9g,\n", n, p.throughput, fmax(p.low, 0), p.high);
    }
    for (size_t i = 0; i < r->points; i++) {
        const double fitted = usl_throughput(&r->usl, r->population[i]);
        fprintf(file, "1,%.9g,%.9g,%.9g,,,%.9g\n", r->population[i], r->measured[i], fitted,
                100 * (r->measured[i] / fitted - 1));
    }
}

/* What must be seen: the points, the curve, and the band unless it is far wider than they are. */
static double height(const struct fit_report *r, double most)
{
    double top = 0, band = 0;
    for (size_t i = 0; i < r->points; i++) top = fmax(top, r->measured[i]);
    for (int i = 0; i <= STEPS; i++) {
        const struct usl_prediction p = usl_predict(&r->usl, most * (i + 1) / (STEPS + 1), r->confidence);
        top = fmax(top, p.throughput);
        band = fmax(band, p.high);
    }
    if (isinf(r->usl.peak) && r->usl.peak_throughput < 1.5 * top) top = fmax(top, r->usl.peak_throughput);
    return fmin(fmax(top, band), 1.5 * top) * 1.08;
}

static void print_text(const char *name, const char *text, FILE *file)
{
    fprintf(file, "%s = ", name);
    gnuplot_string(text, file);
    fputc('\n', file);
}

static void coefficient(char *text, size_t size, const char *name, double value, double se, bool is_text)
{
    char figure[NUMBER_SIZE];
    number_estimate(value, fmax(se, 1e-3 * fabs(value)), figure);
    wording_add(text, size, "%s %s", name, figure);
    number_rounded(se, 2, figure);
    if (se > 0) wording_add(text, size, is_text ? " +-%s" : " \u00b1 %s", figure);
}

static void print_words(const struct fit_report *r, const struct gnuplot *gnuplot)
{
    const bool is_text = gnuplot->is_text;
    FILE *file = gnuplot->script;
    const struct usl *u = &r->usl;
    char headline[WORDING_TEXT], text[WORDING_TEXT] = "", n[NUMBER_SIZE], x[NUMBER_SIZE];
    const char *slash = strrchr(r->file, '/');
    snprintf(headline, sizeof headline, "%s: the Universal Scalability Law", slash ? slash + 1 : r->file);
    coefficient(text, sizeof text, is_text ? "sigma" : "sigma (contention)", u->alpha, u->alpha_se, is_text);
    coefficient(text, sizeof text, is_text ? ", kappa" : ", kappa (coherency)", u->beta, u->beta_se, is_text);
    coefficient(text, sizeof text, ", lambda", u->gamma, u->gamma_se, is_text);
    gnuplot_title(gnuplot, headline, text);
    number_estimate(u->peak, fmax(u->peak_se, 1e-3 * u->peak), n);
    number_rounded(u->peak_throughput, 4, x);
    snprintf(text, sizeof text, "N_max %s, X_max %s", n, x);
    print_text("peak_label", text, file);
    snprintf(text, sizeof text, "no more than %s", x);
    print_text("limit_label", text, file);
    snprintf(text, sizeof text, "%.0f %%", 100 * r->confidence);
    print_text("band_label", text, file);
    print_text("x_label", r->load, file);
    print_text("y_label", r->throughput, file);
}

/* Names at the right ends of the curve and of its band. */
static void print_ends(const struct fit_report *r, const struct axis *y, double most, bool is_text,
                       FILE *file)
{
    const struct usl_prediction p = usl_predict(&r->usl, most, r->confidence);
    double at[2] = { axis_fraction(y, p.throughput), fmin(axis_fraction(y, p.high), 1) };
    axis_spread(at, 2, is_text ? 0.09 : 0.05, 0, 1);
    fprintf(file, "fit_y = %.4f\nband_y = %.4f\n", at[0], at[1]);
}

/* The axis of residuals: as far up as down, in percent. */
static void print_residual(double most, FILE *file)
{
    char label[40];
    const struct axis half = axis_log(fmax(most, 1e-6), fmax(most, 1e-6));
    axis_label(half.low, false, label);
    gnuplot_number("residual", 1.2 * fmax(most, 1e-6), file);
    fprintf(file, "residual_tics = '(\"+%s %%%%\" %.9g, \"0\" 0, \"-%s %%%%\" %.9g)'\n", label, half.low,
            label, -half.low);
}

static void print_variables(const struct fit_report *r, double most, const struct gnuplot *gnuplot)
{
    FILE *file = gnuplot->script;
    const struct axis x = axis_linear(most / 1.02);
    const struct axis y = axis_linear(height(r, most));
    double residual = 0;
    for (size_t i = 0; i < r->points; i++)
        residual =
            fmax(residual, fabs(100 * (r->measured[i] / usl_throughput(&r->usl, r->population[i]) - 1)));
    print_words(r, gnuplot);
    axis_print(&x, "x", 8, true, file);
    axis_print(&y, "y", 6, true, file);
    gnuplot_number("peak", r->usl.peak <= x.high ? r->usl.peak : NAN, file);
    gnuplot_number("largest", r->largest, file);
    gnuplot_number(
        "limit", isinf(r->usl.peak) && r->usl.peak_throughput <= y.high ? r->usl.peak_throughput : NAN, file);
    gnuplot_number("lambda", r->usl.gamma, file);
    print_residual(residual, file);
    print_ends(r, &y, most, gnuplot->is_text, file);
}

bool fit_plot(const struct fit_report *r, const struct plot_options *options, struct output_error *error)
{
    struct gnuplot gnuplot;
    const double most = reach(r);
    if (!gnuplot_begin(&gnuplot, "usl.gp", options, WIDTH, HEIGHT, error)) return false;
    print_variables(r, most, &gnuplot);
    print_data(r, most, gnuplot.data);
    return gnuplot_finish(&gnuplot, error);
}
