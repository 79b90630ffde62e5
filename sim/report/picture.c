#include "sim/report/picture.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 900, HEIGHT = 600 };

static void text_of(FILE *file, const char *array, unsigned i, const char *value)
{
    fprintf(file, "%s[%u] = ", array, i + 1);
    gnuplot_string(value, file);
    fputc('\n', file);
}

static void text(FILE *file, const char *name, const char *value)
{
    fprintf(file, "%s = ", name);
    gnuplot_string(value, file);
    fputc('\n', file);
}

/* The height of a series at its right end, as a fraction of the axis. */
static double end_of(const struct picture *p, const struct picture_series *s)
{
    for (unsigned i = s->count; i-- > 0;) {
        double y = s->y[i];
        if (s->style == PICTURE_AREA) y = isfinite(s->at) ? s->at : (s->low[i] + s->high[i]) / 2;
        if (isfinite(y) && isfinite(s->x[i]) && (!p->y.is_log || y > 0))
            return fmin(1, fmax(0, axis_fraction(&p->y, y)));
    }
    return 0;
}

static void print_series(const struct picture *p, bool is_text, FILE *file)
{
    static const char *const styles[] = { "line", "curve", "dashed", "points", "area" };
    double at[PICTURE_SERIES];
    unsigned label[PICTURE_SERIES], labels = 0;
    size_t longest = 4;
    fprintf(file, "count = %u\narray name[%u]\narray style[%u]\narray label_y[%u]\n", p->count,
            PICTURE_SERIES, PICTURE_SERIES, PICTURE_SERIES);
    for (unsigned i = 0; i < p->count; i++) {
        text_of(file, "name", i, p->series[i].name);
        text_of(file, "style", i, styles[p->series[i].style]);
        if (strlen(p->series[i].name) > longest) longest = strlen(p->series[i].name);
        if (!*p->series[i].name) continue;
        label[labels] = i;
        at[labels++] = end_of(p, &p->series[i]);
    }
    axis_spread(at, labels, is_text ? 0.06 : 0.045, 0, 1);
    for (unsigned i = 0; i < labels; i++) fprintf(file, "label_y[%u] = %.4f\n", label[i] + 1, at[i]);
    fprintf(file, "label_length = %zu\n", longest);
}

static void print_marks(const struct picture *p, FILE *file)
{
    fprintf(file, "marks = %u\narray mark[%u]\narray mark_label[%u]\n", p->marks, PICTURE_MARKS,
            PICTURE_MARKS);
    for (unsigned i = 0; i < p->marks; i++) {
        fprintf(file, "mark[%u] = %.12g\n", i + 1, p->mark[i].x);
        text_of(file, "mark_label", i, p->mark[i].label);
    }
}

static void print_value(double value, FILE *file)
{
    if (isfinite(value)) fprintf(file, "%.9g", value);
}

static void print_data(const struct picture *p, FILE *file)
{
    fputs("series,x,y,low,high\r\n", file);
    for (unsigned k = 0; k < p->count; k++) {
        const struct picture_series *s = &p->series[k];
        for (unsigned i = 0; i < s->count; i++) {
            fprintf(file, "%u,", k + 1);
            print_value(s->x[i], file);
            fputc(',', file);
            print_value(s->y ? s->y[i] : NAN, file);
            fputc(',', file);
            print_value(s->low ? s->low[i] : s->y[i], file);
            fputc(',', file);
            print_value(s->high ? s->high[i] : s->y[i], file);
            fputs("\r\n", file);
        }
    }
}

bool picture_draw(const struct picture *p, const struct plot_options *options, struct output_error *error)
{
    struct gnuplot gnuplot;
    if (!gnuplot_begin(&gnuplot, "curves.gp", options, WIDTH, HEIGHT, error)) return false;
    gnuplot_title(&gnuplot, p->headline, p->subtitle);
    text(gnuplot.script, "x_label", p->x_label);
    text(gnuplot.script, "y_label", p->y_label);
    axis_print(&p->x, "x", 8, p->x_prefixes, gnuplot.script);
    axis_print(&p->y, "y", 7, p->y_prefixes, gnuplot.script);
    if (p->x_tics) text(gnuplot.script, "x_tics", p->x_tics);
    print_series(p, gnuplot.is_text, gnuplot.script);
    print_marks(p, gnuplot.script);
    print_data(p, gnuplot.data);
    return gnuplot_finish(&gnuplot, error);
}
