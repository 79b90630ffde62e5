#include "sim/report/advice.h"
#include "sim/report/html_part.h"
#include "sim/report/loads.h"
#include "sim/report/markup.h"
#include "sim/report/number.h"
#include "sim/report/table.h"
#include "sim/report/verdict.h"
#include "sim/report/wording.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The lines of the terminal's verdict, "label  text" with continuations, as a list. */
static void list_lines(char *lines, FILE *file)
{
    bool open = false;
    fputs("<dl class=\"verdict\">\n", file);
    for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n")) {
        const bool is_new = !isspace((unsigned char)*line);
        const size_t label = is_new ? strcspn(line, " ") : 0;
        const char *text = line + label + strspn(line + label, " ");
        if (is_new) {
            fprintf(file, "%s<dt>", open ? "</dd>\n" : "");
            markup_print(file, "%.*s", (int)label, line);
            fputs("</dt><dd>", file);
            open = true;
        } else
            fputs("<br>", file);
        markup_text(text, file);
    }
    fprintf(file, "%s</dl>\n", open ? "</dd>\n" : "");
}

void html_verdict(const struct scenario_result *result, FILE *file)
{
    char text[3 * WORDING_TEXT], *lines = NULL;
    size_t size;
    advice_text(result, text, sizeof text);
    fputs("<p class=\"headline\">", file);
    markup_text(text, file);
    fputs("</p>\n", file);
    FILE *memory = open_memstream(&lines, &size);
    if (!memory) abort();
    verdict_print(result, false, UINT_MAX, memory); /* the browser wraps */
    fclose(memory);
    list_lines(lines, file);
    free(lines);
}

static void cell(FILE *file, const char *text)
{
    fputs("<td>", file);
    markup_text(text, file);
    fputs("</td>", file);
}

static void rate_cell(FILE *file, double value)
{
    char figure[NUMBER_SIZE];
    number_rounded(value, 3, figure);
    cell(file, figure);
}

static void time_cell(FILE *file, const struct interval *time, const struct number_unit *unit)
{
    char value[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
    number_plain(time->value * unit->factor, 3, value);
    if (isfinite(time->low) && isfinite(time->high)) {
        number_plain(time->low * unit->factor, 3, low);
        number_plain(time->high * unit->factor, 3, high);
        fprintf(file, "<td title=\"%s to %s %s\">%s</td>", low, high, unit->name, value);
    } else
        cell(file, value);
}

static void busiest_cell(const struct scenario_result *r, const struct point_result *p, FILE *file)
{
    const struct resource_result *busiest = wording_busiest(r->network, p);
    char name[WORDING_NAME], figure[NUMBER_SIZE], text[2 * WORDING_NAME] = "-";
    if (busiest) {
        wording_resource(r->network, busiest->resource, wording_member(r->network, busiest), name,
                         sizeof name);
        number_percent(wording_busy(r->network, busiest), figure);
        snprintf(text, sizeof text, "%s %s %%", name, figure);
    }
    fputs("<td class=\"left\">", file);
    markup_text(text, file);
    fputs("</td>", file);
}

static void point_row(const struct scenario_result *r, const struct point_result *p,
                      const struct number_unit *unit, FILE *file)
{
    char figure[NUMBER_SIZE], text[WORDING_NAME];
    fputs(p->stable ? "<tr>" : "<tr class=\"unstable\">", file);
    if (p->population)
        rate_cell(file, p->population);
    else
        rate_cell(file, p->offered);
    rate_cell(file, p->goodput);
    if (p->stable) {
        const struct latency_result *l = &p->latency;
        time_cell(file, &l->mean, unit);
        time_cell(file, &l->percentile[P50], unit);
        time_cell(file, &l->percentile[P95], unit);
        time_cell(file, &l->percentile[P99], unit);
        time_cell(file, &l->percentile[P999], unit);
    } else {
        number_rounded(p->growth, 2, figure);
        fprintf(file, "<td colspan=\"5\" class=\"left\">no steady state: the backlog grows by %s %s/s</td>",
                figure, wording_backlog(r->network));
    }
    busiest_cell(r, p, file);
    number_percent(p->error_ratio, figure);
    snprintf(text, sizeof text, p->error_ratio > 0 ? "%s %%" : "-", figure);
    cell(file, text);
    fputs(p->stable && !p->converged ? "<td>*</td>" : "<td></td>", file);
    fputs("</tr>\n", file);
}

void html_points(const struct scenario_result *r, FILE *file)
{
    double least = INFINITY;
    bool marked = false, closed = false;
    if (r->points == 0) return;
    for (uint32_t i = 0; i < r->points; i++) {
        const struct point_result *p = &r->point[i];
        closed |= p->population > 0;
        if (p->stable) least = fmin(least, p->latency.percentile[P50].value);
    }
    const struct number_unit unit = number_time_unit(least);
    fprintf(file,
            "<table><thead><tr><th>%s</th><th>good/s</th><th>mean %s</th><th>p50</th><th>p95</th><th>p99</th>"
            "<th>p99.9</th><th class=\"left\">busiest</th><th>errors</th><th></th></tr></thead><tbody>\n",
            closed ? "clients" : "offered/s", unit.name);
    for (uint32_t i = 0; i < r->points; i++) {
        point_row(r, &r->point[i], &unit, file);
        marked |= r->point[i].stable && !r->point[i].converged;
    }
    fputs("</tbody></table>\n", file);
    if (marked)
        fprintf(file, "<p class=\"note\">* the asked precision of %.3g %% was not reached</p>\n",
                100 * r->precision);
    for (uint32_t i = 0; i < r->points; i++)
        if (r->point[i].ran_away)
            fprintf(
                file,
                "<p class=\"note\">at %.4g req/s %u of %u replications ran away: the figures depend on how "
                "long one looks</p>\n",
                r->point[i].offered, r->point[i].ran_away, r->point[i].replications);
}

static void comparison_row(const struct scenario_result *r, double before, FILE *file)
{
    char name[2 * WORDING_NAME], figure[NUMBER_SIZE], text[WORDING_TEXT];
    struct loads loads;
    loads_init(&loads, r);
    const bool found = r->wall.status == WALL_FOUND;
    const double half = found ? r->wall.rate.value / 2 : NAN;
    wording_name(r, name, sizeof name);
    fputs("<tr><td class=\"left name\">", file);
    markup_text(name, file);
    fputs("</td>", file);
    number_estimate(r->wall.rate.value, (r->wall.rate.high - r->wall.rate.low) / 2, figure);
    snprintf(text, sizeof text, "%s%s",
             found                           ? ""
             : r->wall.status == WALL_BEYOND ? "beyond "
                                             : "below ",
             figure);
    cell(file, r->wall.status == WALL_NONE ? "-" : text);
    number_count(r->wall.users, NAN, figure);
    cell(file, isfinite(r->wall.users) ? figure : "-");
    number_plain(r->wall.rate.value / before, 3, figure);
    snprintf(text, sizeof text, "\u00d7 %s", figure);
    cell(file, found && before > 0 ? text : "");
    wording_wall(r, name, sizeof name);
    cell(file, found && r->wall.resource != NETWORK_NONE ? name : "-");
    wording_resource(r->network, r->wall.next_resource, NETWORK_NONE, name, sizeof name);
    cell(file, r->wall.next_resource != NETWORK_NONE ? name : "-");
    number_time(found ? loads_percentile(&loads, P50, half) : NAN, figure);
    cell(file, figure);
    number_time(found ? loads_percentile(&loads, P99, half) : NAN, figure);
    cell(file, figure);
    number_money(r->usd_per_h, figure);
    cell(file, figure);
    number_money(r->usd_per_million, figure);
    cell(file, figure);
    fputs("</tr>\n", file);
    loads_finish(&loads);
}

void html_comparison(const struct study_result *study, FILE *file)
{
    double before = NAN;
    fputs("<table><thead><tr><th class=\"left\">scenario</th><th>wall "
          "req/s</th><th>users</th><th></th><th>which is</th>"
          "<th>behind it</th><th>p50 at half</th><th>p99 at "
          "half</th><th>usd/h</th><th>usd/million</th></tr></thead>"
          "<tbody>\n",
          file);
    for (uint32_t i = 0; i < study->scenarios; i++) {
        const struct scenario_result *r = &study->scenario[i];
        comparison_row(r, before, file);
        before = r->wall.status == WALL_FOUND ? r->wall.rate.value : NAN;
    }
    fputs("</tbody></table>\n<p class=\"note\">p50 and p99 at half of each wall; dollars an hour, and for a "
          "million "
          "requests, at the wall; \u00d7: over the row above.</p>\n",
          file);
}

void html_definitions(const struct study_result *study, FILE *file)
{
    static const char *const words[][2] = {
        { "offered load", "requests a second that arrive" },
        { "good", "replies a second that are right and in time" },
        { "latency",
          "from the client's first send to the last byte, retries included; p99: 99 of 100 requests are "
          "at least as quick" },
        { "knee",
          "the load where mean latency begins to grow as fast as the load: from here, doubling the load "
          "doubles the response time (Kleinrock's power is greatest)" },
        { "wall",
          "the largest load at which the SLO holds: latency, errors, and nearly all requests answered" },
        { "saturation",
          "the load at which the busiest resource would be busy all the time, by the demands alone" },
        { "behind it", "where the wall would be next, were its resource doubled" },
        { "no steady state", "the backlog grows for ever: percentiles would mean nothing" },
        { "theory",
          "dashed: what queueing theory knows exactly, approximates or bounds, whichever the label says" },
        { "usd/million", "dollars for a million requests at the wall" },
    };
    fputs("<dl class=\"definitions\">\n", file);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        fprintf(file, "<dt>%s</dt><dd>%s</dd>\n", words[i][0], words[i][1]);
    fprintf(
        file,
        "<dt>intervals</dt><dd>bands and pale stripes are %.3g %% confidence intervals, from 32 independent "
        "replications a point</dd>\n</dl>\n",
        100 * study->scenario[0].confidence);
}
