#include "sim/report/chart.h"
#include "sim/report/html_part.h"
#include "sim/report/loads.h"
#include "sim/report/markup.h"
#include "sim/report/number.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 900 };

static double load_of(const struct point_result *p)
{
    return p->population > 0 ? p->population : p->offered;
}

static double *numbers(uint32_t count)
{
    double *array = calloc(count ? count : 1, sizeof *array);
    if (!array) abort();
    return array;
}

/* One bar of shares that sum to 1, each said on hover. */
static void share_bar(const char *name, double y, const double *share, const char *const *label,
                      unsigned count, FILE *file)
{
    double x = 120;
    fprintf(file, "<text x=\"112\" y=\"%.0f\" class=\"tick end\">%s</text>", y + 18, name);
    for (unsigned i = 0; i < count; i++) {
        const double width = share[i] * (WIDTH - 130);
        if (!(width > 0.2)) continue;
        fprintf(file, "<g class=\"bar ");
        if (i + 1 == count)
            fputs("quiet", file); /* the network */
        else
            fprintf(file, "c%u", i % CHART_COLORS);
        fprintf(file, "\"><rect x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"26\"/><title>", x, y, width);
        markup_print(file, "%s: %.1f %%", label[i], 100 * share[i]);
        fputs("</title></g>", file);
        if (width > 7.5 * (double)strlen(label[i]) + 34) {
            fprintf(file, "<text x=\"%.1f\" y=\"%.0f\" class=\"onbar\">", x + 6, y + 18);
            markup_print(file, "%s %.0f %%", label[i], 100 * share[i]);
            fputs("</text>", file);
        }
        x += width;
    }
    fputc('\n', file);
}

/* Where the time goes at the stable load nearest to the wall: of the mean request, of the slowest 1 %. */
static void draw_shares(const struct scenario_result *r, const struct loads *loads, FILE *file)
{
    const uint32_t parts = r->network->tiers + 1;
    const double load = r->wall.status == WALL_FOUND ? r->wall.rate.value : INFINITY;
    const struct point_result *p = NULL;
    for (uint32_t i = 0; i < loads->points; i++)
        if (loads->point[i]->stable && loads->point[i]->tier &&
            (!p || fabs(load_of(loads->point[i]) - load) <= fabs(load_of(p) - load) || isinf(load)))
            p = loads->point[i];
    if (!p) return;
    double *mean = numbers(parts), *tail = numbers(parts), total = 0;
    const char **label = calloc(parts, sizeof *label);
    if (!label) abort();
    for (uint32_t i = 0; i < parts; i++) total += p->tier[i].residence;
    for (uint32_t i = 0; i < parts && total > 0; i++) {
        mean[i] = p->tier[i].residence / total;
        tail[i] = p->tier[i].tail_share;
        label[i] = wording_tier(r->network, i);
    }
    char figure[NUMBER_SIZE], title[WORDING_NAME];
    number_rounded(load_of(p), 3, figure);
    snprintf(title, sizeof title, "Where the time goes at %s %s", figure,
             p->population > 0 ? "clients" : "req/s");
    fprintf(file,
            "<svg viewBox=\"0 0 %d 92\" role=\"img\" aria-label=\"%s\"><text x=\"0\" y=\"13\" "
            "class=\"caption\">%s</text>\n",
            WIDTH, title, title);
    if (total > 0) {
        share_bar("mean", 24, mean, label, parts, file);
        share_bar("slowest 1 %", 58, tail, label, parts, file);
    }
    fputs("</svg>\n", file);
    free(mean);
    free(tail);
    free(label);
}

void html_shares(const struct scenario_result *result, FILE *file)
{
    struct loads loads;
    loads_init(&loads, result);
    fputs("<figure>\n", file);
    draw_shares(result, &loads, file);
    fputs("</figure>\n", file);
    loads_finish(&loads);
}
