/* What is said about a fit: its coefficients with what each means, the peak, residuals, predictions. */
#include "sim/report/fit.h"

#include "sim/report/grid.h"
#include "sim/report/number.h"
#include "sim/report/style.h"
#include "sim/report/table.h"
#include "sim/report/terminal.h"
#include "sim/report/wording.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

enum { INDENT = 8, ROWS_SHOWN = 40 };

static void __attribute__((format(printf, 2, 3))) warn(struct fit_report *r, const char *format, ...)
{
    va_list arguments;
    if (r->warnings == FIT_WARNINGS) return;
    va_start(arguments, format);
    vsnprintf(r->warning[r->warnings++], FIT_WARNING, format, arguments);
    va_end(arguments);
}

/* Loads are whole numbers mostly. */
static void number_load(double load, char text[NUMBER_SIZE])
{
    if (load == round(load) && load < 1e9)
        number_plain(load, 1, text);
    else
        number_plain(load, 3, text);
}

/* In percent of the fitted value, never a negative 0. */
static double off_by(double measured, double fitted)
{
    const double percent = 100 * (measured / fitted - 1);
    return fabs(percent) < 0.05 ? 0 : percent;
}

/* To no more digits than mean something, even where nothing is left over. */
static void number_fitted(double value, double se, char text[NUMBER_SIZE])
{
    number_estimate(value, fmax(se, 1e-3 * fabs(value)), text);
}

/* Where a curve bends is seen near its peak only: far below it, kappa N (N-1) is lost in the noise. */
static void judge_peak(struct fit_report *r)
{
    const struct usl *u = &r->usl;
    char largest[NUMBER_SIZE], peak[NUMBER_SIZE];
    const double quantile = gsl_cdf_tdist_Pinv((1 + r->confidence) / 2, u->freedom);
    number_load(r->largest, largest);
    number_rounded(u->peak, 3, peak);
    if (u->beta_fixed)
        warn(r,
             "kappa is not identified: nothing up to %s %s bends the curve down, so there is no peak to "
             "tell; measure at more",
             largest, r->load);
    else if (u->beta <= quantile * u->beta_se)
        warn(r,
             "kappa is not identified: its interval holds 0, for the points stay far below the peak (the "
             "largest is %s of %s %s); measure at more",
             largest, peak, r->load);
    else if (u->peak > 2 * r->largest)
        warn(r, "the peak at %s %s is an extrapolation: the largest that was measured is %s", peak, r->load,
             largest);
}

void fit_report_judge(struct fit_report *r, const double *at, unsigned ats)
{
    const double total = gsl_stats_tss(r->measured, 1, r->points);
    r->largest = r->population[r->points - 1];
    r->r2 = total > 0 ? 1 - r->usl.squared_error / total : NAN;
    judge_peak(r);
    if (r->usl.alpha_fixed)
        warn(r, "sigma is 0 at its bound: the points do not tell any contention%s",
             r->usl.beta_fixed ? "; throughput grows in proportion" : "");
    double usual[3] = { 2 * r->largest, 4 * r->largest, NAN };
    if (ats == 0) {
        at = usual;
        ats = 2;
        if (isfinite(r->usl.peak) && r->usl.peak >= 1) usual[ats++] = round(r->usl.peak);
    }
    for (unsigned i = 0; i < ats && i < FIT_PREDICTIONS; i++)
        r->prediction[r->predictions++] =
            (struct fit_prediction){ at[i], usl_predict(&r->usl, at[i], r->confidence) };
}

static void say(const struct style *style, const char *label, const char *text, FILE *file)
{
    fprintf(file, "%s%-*s%s", style->strong, INDENT, label, style->off);
    wording_wrap(text, INDENT, terminal_width(file), file);
}

static void put_coefficient(struct grid *grid, const char *name, double value, double se, bool fixed,
                            const char *meaning)
{
    char figure[NUMBER_SIZE];
    grid_row(grid);
    grid_cell(grid, 0, "%s", name);
    number_fitted(value, se, figure);
    grid_cell(grid, 1, "%s", figure);
    number_rounded(se, 2, figure);
    grid_cell(grid, 2, fixed ? "%.0s(its bound)" : "+-%s", figure);
    grid_note(grid, 3, "%s", meaning);
}

static void print_coefficients(const struct fit_report *r, const struct style *style, FILE *file)
{
    const struct usl *u = &r->usl;
    struct grid grid = { 0 };
    char text[GRID_NOTE], figure[NUMBER_SIZE];
    grid_column(&grid, (struct grid_column){ .heading = "", .unit = "", .left = true });
    grid_column(&grid, (struct grid_column){ .heading = "", .unit = "value" });
    grid_column(&grid, (struct grid_column){ .heading = "", .unit = "se", .glued = true, .left = true });
    grid_column(&grid, (struct grid_column){ .heading = "", .unit = "", .left = true });
    number_percent(u->alpha, figure);
    snprintf(text, sizeof text, "contention: %s %% of the work is done one after another", figure);
    put_coefficient(&grid, "sigma", u->alpha, u->alpha_se, u->alpha_fixed, text);
    number_percent(u->beta, figure);
    snprintf(text, sizeof text, "coherency: keeping in step with each other one costs %s %%", figure);
    put_coefficient(&grid, "kappa", u->beta, u->beta_se, u->beta_fixed, text);
    put_coefficient(&grid, "lambda", u->gamma, u->gamma_se, false, "throughput of one alone");
    grid_fit(&grid, terminal_width(file));
    grid_print(&grid, style->faint, style->off, file);
    grid_finish(&grid);
}

static void say_peak(const struct fit_report *r, const struct style *style, FILE *file)
{
    const struct usl *u = &r->usl;
    char n[NUMBER_SIZE], se[NUMBER_SIZE], x[NUMBER_SIZE], text[WORDING_TEXT];
    number_fitted(u->peak, u->peak_se, n);
    number_rounded(u->peak_se, 2, se);
    number_rounded(u->peak_throughput, 4, x);
    if (isfinite(u->peak))
        snprintf(text, sizeof text, "N_max %s %s (+-%s), X_max %s: from there, more load makes it slower", n,
                 r->load, se, x);
    else if (isfinite(u->peak_throughput))
        snprintf(text, sizeof text, "none; throughput approaches %s (lambda/sigma) and never passes it", x);
    else
        snprintf(text, sizeof text, "none: throughput is in proportion to %s", r->load);
    say(style, "peak", text, file);
}

static void print_points(const struct fit_report *r, const struct style *style, FILE *file)
{
    struct grid grid = { 0 };
    char figure[NUMBER_SIZE];
    grid_column(&grid, (struct grid_column){ .heading = "", .unit = "load" });
    grid_column(&grid, (struct grid_column){ .heading = "", .unit = "measured" });
    grid_column(&grid, (struct grid_column){ .heading = "", .unit = "fitted" });
    grid_column(&grid, (struct grid_column){ .heading = "", .unit = "residual" });
    for (size_t i = 0; i < r->points; i++) {
        const double fitted = usl_throughput(&r->usl, r->population[i]);
        grid_row(&grid);
        number_load(r->population[i], figure);
        grid_cell(&grid, 0, "%s", figure);
        number_plain(r->measured[i], 4, figure);
        grid_cell(&grid, 1, "%s", figure);
        number_plain(fitted, 4, figure);
        grid_cell(&grid, 2, "%s", figure);
        grid_cell(&grid, 3, "%+.1f %%", off_by(r->measured[i], fitted));
    }
    grid_fit(&grid, terminal_width(file));
    grid_print(&grid, style->faint, style->off, file);
    grid_finish(&grid);
}

static void say_predictions(const struct fit_report *r, const struct style *style, FILE *file)
{
    char n[NUMBER_SIZE], x[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE], text[WORDING_TEXT];
    for (unsigned i = 0; i < r->predictions; i++) {
        const struct usl_prediction *p = &r->prediction[i].predicted;
        const double half = (p->high - p->low) / 2;
        number_load(r->prediction[i].population, n);
        number_fitted(p->throughput, half, x);
        number_fitted(fmax(p->low, 0), half, low);
        number_fitted(p->high, half, high);
        snprintf(text, sizeof text, "X(%s) = %s; a measurement there falls in %s to %s (%.0f %%)", n, x, low,
                 high, 100 * r->confidence);
        say(style, i ? "" : "predict", text, file);
    }
}

static void say_fit(const struct fit_report *r, const struct style *style, FILE *file)
{
    char deviation[NUMBER_SIZE], text[WORDING_TEXT];
    double most = 0, at = NAN;
    for (size_t i = 0; i < r->points; i++) {
        const double off = off_by(r->measured[i], usl_throughput(&r->usl, r->population[i]));
        if (fabs(off) > fabs(most)) most = off, at = r->population[i];
    }
    number_rounded(sqrt(r->usl.squared_error / r->usl.freedom), 2, deviation);
    snprintf(text, sizeof text, "R2 %.4f, residuals have a standard deviation of %s", r->r2, deviation);
    if (isfinite(at))
        wording_add(text, sizeof text, "; the largest is %+.1f %%, where %s = %.4g", most, r->load, at);
    say(style, "fit", text, file);
}

void fit_table(const struct fit_report *r, bool color, FILE *file)
{
    const struct style style = style_of(color);
    char largest[NUMBER_SIZE];
    number_load(r->largest, largest);
    fprintf(file, "%s%s%s: %zu points, %s against %s up to %s\n", style.strong, r->file, style.off, r->points,
            r->throughput, r->load, largest);
    fputs("X(N) = lambda N / (1 + sigma (N-1) + kappa N (N-1)), the Universal Scalability Law\n", file);
    print_coefficients(r, &style, file);
    if (r->points <= ROWS_SHOWN) print_points(r, &style, file);
    fputc('\n', file);
    say_peak(r, &style, file);
    say_predictions(r, &style, file);
    say_fit(r, &style, file);
    for (unsigned i = 0; i < r->warnings; i++) say(&style, "mind", r->warning[i], file);
}
