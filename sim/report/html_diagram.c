/*
 * The architecture as a layered drawing (after Sugiyama, Tagawa and Toda, 1981): a tier stands one column to
 * the right of whoever calls it; a call that skips columns keeps a place free in each, so that no line runs
 * behind a box; places within a column are ordered by the mean place of their callers.
 */
#include "sim/report/html_part.h"
#include "sim/report/loads.h"
#include "sim/report/markup.h"
#include "sim/report/number.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BOX_WIDTH = 148, BOX_HEIGHT = 74, COLUMN = 212, ROW = 92, BEND_ROW = 34, MARGIN = 6 };

struct node {
    uint32_t tier; /* NETWORK_NONE: the clients; or a bend of a long line */
    bool is_bend;
    uint32_t column;
    double wish, y; /* centre */
};

struct edge {
    uint32_t from, to; /* nodes */
    double calls;      /* a request */
    uint32_t *bend;    /* nodes in the columns between */
    uint32_t bends;
};

struct diagram {
    const struct scenario_result *result;
    const struct point_result *at_wall;
    struct node *node;
    uint32_t nodes;
    struct edge *edge;
    uint32_t edges, columns;
    double height;
};

static void *grown(void *array, size_t count, size_t size)
{
    void *bigger = realloc(array, count * size);
    if (!bigger) abort();
    return bigger;
}

static void add_call(struct diagram *d, uint32_t from, uint32_t to, double calls)
{
    for (uint32_t i = 0; i < d->edges; i++)
        if (d->edge[i].from == from && d->edge[i].to == to) {
            d->edge[i].calls += calls;
            return;
        }
    d->edge = grown(d->edge, d->edges + 1, sizeof *d->edge);
    d->edge[d->edges++] = (struct edge){ .from = from, .to = to, .calls = calls };
}

/* Node 0 is the clients, node t + 1 the tier t. */
static void walk(struct diagram *d, const struct path *path, uint32_t caller, double weight)
{
    for (; path; path = path->next) {
        double calls = weight;
        uint32_t child_of = caller;
        switch (path->kind) {
        case PATH_CALL:
            child_of = path->tier + 1;
            if (child_of != caller) add_call(d, caller, child_of, weight);
            break;
        case PATH_SOMETIMES: calls *= path->probability; break;
        case PATH_REPEAT: calls *= path->times.mean; break;
        case PATH_SEQUENCE:
        case PATH_PARALLEL:
        case PATH_GUARD: break;
        }
        walk(d, path->child, child_of, calls);
    }
}

/* The longest way from the clients; where calls run in a circle, as far as there are tiers. */
static void set_columns(struct diagram *d)
{
    for (uint32_t round = 0; round < d->nodes; round++)
        for (uint32_t i = 0; i < d->edges; i++) {
            struct node *to = &d->node[d->edge[i].to];
            const uint32_t wanted = d->node[d->edge[i].from].column + 1;
            if (to->column < wanted && wanted < d->nodes) to->column = wanted;
        }
    for (uint32_t i = 0; i < d->nodes; i++)
        if (d->node[i].column + 1 > d->columns) d->columns = d->node[i].column + 1;
}

static void add_bends(struct diagram *d)
{
    for (uint32_t i = 0; i < d->edges; i++) {
        struct edge *e = &d->edge[i];
        const uint32_t from = d->node[e->from].column, to = d->node[e->to].column;
        if (to <= from + 1) continue;
        e->bend = grown(NULL, to - from, sizeof *e->bend);
        for (uint32_t column = from + 1; column < to; column++) {
            d->node = grown(d->node, d->nodes + 1, sizeof *d->node);
            d->node[d->nodes] = (struct node){ .tier = NETWORK_NONE, .is_bend = true, .column = column };
            e->bend[e->bends++] = d->nodes++;
        }
    }
}

/* Mean height of what leads here from the column before. */
static double wish_of(const struct diagram *d, uint32_t node)
{
    double sum = 0, count = 0;
    for (uint32_t i = 0; i < d->edges; i++) {
        const struct edge *e = &d->edge[i];
        uint32_t before = e->from;
        for (uint32_t k = 0; k <= e->bends; k++) {
            const uint32_t next = k < e->bends ? e->bend[k] : e->to;
            if (next == node && d->node[before].column < d->node[node].column) {
                sum += d->node[before].y;
                count++;
            }
            before = next;
        }
    }
    return count > 0 ? sum / count : 0;
}

static double height_of(const struct node *node)
{
    return node->is_bend ? BEND_ROW : ROW;
}

static void place_column(struct diagram *d, uint32_t column)
{
    uint32_t *order = grown(NULL, d->nodes, sizeof *order), count = 0;
    double height = 0;
    for (uint32_t i = 0; i < d->nodes; i++) {
        if (d->node[i].column != column) continue;
        d->node[i].wish = wish_of(d, i);
        uint32_t k = count++;
        for (; k > 0 && d->node[order[k - 1]].wish > d->node[i].wish; k--) order[k] = order[k - 1];
        order[k] = i;
        height += height_of(&d->node[i]);
    }
    double y = -height / 2;
    for (uint32_t k = 0; k < count; k++) {
        struct node *node = &d->node[order[k]];
        node->y = y + height_of(node) / 2;
        y += height_of(node);
    }
    d->height = fmax(d->height, height);
    free(order);
}

static double left_of(const struct node *node)
{
    return MARGIN + COLUMN * (double)node->column;
}

static void curve(double x0, double y0, double x1, double y1, FILE *file)
{
    const double half = (x1 - x0) / 2;
    fprintf(file, "C%.0f %.1f %.0f %.1f %.0f %.1f", x0 + half, y0, x1 - half, y1, x1, y1);
}

/* The height of the node that an edge comes from last: its caller's, or its last bend's. */
static double last_height(const struct diagram *d, const struct edge *e)
{
    return d->node[e->bends ? e->bend[e->bends - 1] : e->from].y;
}

/* Where an edge ends: those that end at one box stand apart, in the order that they come in. */
static double end_height(const struct diagram *d, const struct edge *e)
{
    static const double apart = 22;
    double above = 0, all = 0;
    for (uint32_t i = 0; i < d->edges; i++) {
        const struct edge *other = &d->edge[i];
        if (other->to != e->to) continue;
        const double height = last_height(d, other), own = last_height(d, e);
        all++;
        above += height < own || (height == own && other < e);
    }
    return d->node[e->to].y + (above - (all - 1) / 2) * fmin(apart, (BOX_HEIGHT - 20) / all);
}

static void draw_edge(const struct diagram *d, const struct edge *e, FILE *file)
{
    const struct node *from = &d->node[e->from], *to = &d->node[e->to];
    const double middle = d->height / 2 + MARGIN;
    double x = left_of(from) + BOX_WIDTH, y = from->y + middle;
    const double width = 1 + fmin(4, 1.5 * e->calls);
    fprintf(file, "<g class=\"call\"><path style=\"stroke-width:%.1f\" d=\"M%.0f %.1f", width, x, y);
    for (uint32_t k = 0; k < e->bends; k++) {
        const struct node *bend = &d->node[e->bend[k]];
        curve(x, y, left_of(bend), bend->y + middle, file);
        fprintf(file, "H%.0f", left_of(bend) + BOX_WIDTH);
        x = left_of(bend) + BOX_WIDTH;
        y = bend->y + middle;
    }
    const double end = left_of(to) - 7, end_y = end_height(d, e) + middle;
    if (to->column > from->column)
        curve(x, y, end, end_y, file);
    else /* back to a tier before it */
        fprintf(file, "C%.0f %.1f %.0f %.1f %.0f %.1f", x + 60, y - 90, left_of(to) - 60, end_y - 90, end,
                end_y);
    fprintf(file, "\"/><path class=\"head\" d=\"M%.0f %.1fl-8 -4v8z\"/>", left_of(to), end_y);
    /* On the side of the arrow that its line does not come from. */
    fprintf(file, "<text class=\"tick end\" x=\"%.0f\" y=\"%.1f\">%.3g</text><title>", end - 8,
            to->column > from->column && y < end_y - 1 ? end_y + 15 : end_y - 6, e->calls);
    markup_print(file, "%.3g calls a request", e->calls);
    fputs("</title></g>\n", file);
}

/* The busiest resource of a tier: its host's hardware, its own threads or connections. */
static const struct resource_result *busiest_of(const struct diagram *d, uint32_t tier, bool *is_wall)
{
    const struct network *n = d->result->network;
    const uint32_t host = d->result->scenario->tier[tier].host;
    const struct resource_result *best = NULL;
    for (uint32_t i = 0; d->at_wall && i < d->at_wall->resource_count; i++) {
        const struct resource_result *at = &d->at_wall->resource[i];
        const struct resource *r = &n->resource[at->resource];
        const bool own = r->host != NETWORK_NONE ? r->host == host : r->tier == tier;
        if (!own || r->kind == RESOURCE_RAM || isnan(at->utilization)) continue;
        if (d->result->wall.status == WALL_FOUND && at->resource == d->result->wall.resource) *is_wall = true;
        if (!best || wording_busy(n, at) > wording_busy(n, best)) best = at;
    }
    return best;
}

static void line(double x, double y, const char *class, const char *text, FILE *file)
{
    fprintf(file, "<text x=\"%.0f\" y=\"%.1f\" class=\"%s\">", x, y, class);
    markup_print(file, "%.24s", text);
    fputs("</text>", file);
}

static uint32_t members_of(const struct diagram *d, uint32_t tier)
{
    const struct scenario *s = d->result->scenario;
    const struct network *n = d->result->network;
    if (s->tier[tier].autoscale.metric != SCALING_NONE && d->at_wall && d->at_wall->members)
        return (uint32_t)lround(d->at_wall->members[tier]);
    for (uint32_t i = 0; i < n->resources; i++)
        if (n->resource[i].host == s->tier[tier].host) return n->resource[i].members;
    return s->host[s->tier[tier].host].count;
}

static void describe(const struct diagram *d, uint32_t tier, char *text, size_t size)
{
    static const char *const kind[] = { "balancer", "service", "cache", "database", "queue", "object store" };
    const struct scenario *s = d->result->scenario;
    const struct tier *t = &s->tier[tier];
    if (t->host == SCENARIO_NONE)
        snprintf(text, size, "%s", kind[t->kind]);
    else if (members_of(d, tier) > 1)
        snprintf(text, size, "%s on %u x %s", kind[t->kind], members_of(d, tier), s->host[t->host].name);
    else
        snprintf(text, size, "%s on %s", kind[t->kind], s->host[t->host].name);
}

static void draw_node(const struct diagram *d, const struct node *node, FILE *file)
{
    const struct scenario *s = d->result->scenario;
    const double x = left_of(node), y = node->y + d->height / 2 + MARGIN - BOX_HEIGHT / 2.0;
    bool is_wall = false;
    if (node->is_bend) return;
    const struct resource_result *busy =
        node->tier == NETWORK_NONE ? NULL : busiest_of(d, node->tier, &is_wall);
    fprintf(file, "<g class=\"box%s\"><rect x=\"%.0f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"6\"/>",
            is_wall                      ? " wall"
            : node->tier == NETWORK_NONE ? " clients"
                                         : "",
            x, y, BOX_WIDTH, BOX_HEIGHT);
    if (node->tier == NETWORK_NONE) {
        line(x + 12, y + 42, "name", "clients", file);
        fputs("</g>\n", file);
        return;
    }
    const struct tier *t = &s->tier[node->tier];
    char text[WORDING_TEXT], figure[NUMBER_SIZE];
    line(x + 12, y + 20, "name", t->name, file);
    describe(d, node->tier, text, sizeof text);
    line(x + 12, y + 37, "tick", text, file);
    if (t->host != SCENARIO_NONE && s->host[t->host].machine != SCENARIO_NONE) {
        const struct machine *m = &s->machine[s->host[t->host].machine];
        snprintf(text, sizeof text, "%.16s", m->name);
        if (isfinite(m->cores))
            wording_add(text, sizeof text, ", %g core%s", m->cores, m->cores == 1 ? "" : "s");
        line(x + 12, y + 52, "tick", text, file);
    }
    if (busy) {
        const double share = fmin(1, wording_busy(d->result->network, busy));
        number_percent(share, figure);
        fprintf(file, "<rect class=\"meter\" x=\"%.0f\" y=\"%.1f\" width=\"%d\" height=\"5\" rx=\"2\"/>",
                x + 12, y + 60, BOX_WIDTH - 24);
        fprintf(file,
                "<rect class=\"fill\" x=\"%.0f\" y=\"%.1f\" width=\"%.1f\" height=\"5\" rx=\"2\"/><title>",
                x + 12, y + 60, share * (BOX_WIDTH - 24));
        markup_print(file, "%s %s %% busy", d->result->network->resource[busy->resource].name, figure);
        fputs("</title>", file);
    }
    fputs("</g>\n", file);
}

static void draw(const struct diagram *d, FILE *file)
{
    const double width = 2 * MARGIN + COLUMN * (d->columns - 1.0) + BOX_WIDTH,
                 height = d->height + 2 * MARGIN;
    fprintf(file,
            "<svg class=\"diagram\" style=\"max-width:%.0fpx\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
            "aria-label=\"architecture\">\n",
            width, width, height);
    for (uint32_t i = 0; i < d->edges; i++) draw_edge(d, &d->edge[i], file);
    for (uint32_t i = 0; i < d->nodes; i++) draw_node(d, &d->node[i], file);
    fputs("</svg>\n", file);
}

/* Tiers that no path calls (a session cache, a directory) are called by whoever uses them. */
static void add_unseen(struct diagram *d)
{
    const struct scenario *s = d->result->scenario;
    for (uint32_t t = 0; t < s->tiers; t++) {
        const struct sessions *sessions = &s->tier[t].sessions;
        if (sessions->state == SESSION_CACHE && sessions->cache < s->tiers)
            for (uint32_t i = 0, edges = d->edges; i < edges; i++)
                if (d->edge[i].to == t + 1) add_call(d, t + 1, sessions->cache + 1, d->edge[i].calls);
    }
}

void html_diagram(const struct scenario_result *result, FILE *file)
{
    const struct scenario *s = result->scenario;
    struct diagram d = { .result = result, .nodes = s->tiers + 1 };
    struct loads loads;
    loads_init(&loads, result);
    d.at_wall = loads_near(&loads, result->wall.status == WALL_FOUND ? result->wall.rate.value : INFINITY);
    d.node = grown(NULL, d.nodes, sizeof *d.node);
    for (uint32_t i = 0; i < d.nodes; i++) d.node[i] = (struct node){ .tier = i ? i - 1 : NETWORK_NONE };
    double shares = 0;
    for (uint32_t c = 0; c < s->classes; c++) shares += s->class[c].share;
    for (uint32_t c = 0; c < s->classes; c++) walk(&d, s->class[c].path, 0, s->class[c].share / shares);
    add_unseen(&d);
    set_columns(&d);
    for (uint32_t i = 1; i < d.nodes; i++) d.node[i].is_bend = d.node[i].column == 0; /* nobody calls it */
    add_bends(&d);
    for (uint32_t c = 0; c < d.columns; c++) place_column(&d, c);
    draw(&d, file);
    for (uint32_t i = 0; i < d.edges; i++) free(d.edge[i].bend);
    free(d.edge);
    free(d.node);
    loads_finish(&loads);
}
