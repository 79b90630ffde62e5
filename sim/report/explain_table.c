/*
 * The table has a row a resource, the one that fills up first on top. A sentence is printed only where there
 * is something to say.
 */
#include "models/architecture/buffer.h"
#include "sim/report/explain.h"
#include "sim/report/grid.h"
#include "sim/report/number.h"
#include "sim/report/style.h"
#include "sim/report/table.h"
#include "sim/report/terminal.h"
#include "sim/report/wording.h"

#include <math.h>
#include <stdlib.h>

enum { INDENT = 8 };

struct explain_table {
    const struct explanation *x;
    const struct network *network;
    struct style style;
    FILE *file;
};

static void say(const struct explain_table *t, const char *label, const char *text)
{
    fprintf(t->file, "%s%-*s%s", t->style.strong, INDENT, label, t->style.off);
    wording_wrap(text, INDENT, terminal_width(t->file), t->file);
}

static const char *gibibytes(double bytes, char text[NUMBER_SIZE])
{
    number_plain(bytes / 1073741824, 3, text);
    return text;
}

static const char *figure(double value, char text[NUMBER_SIZE])
{
    number_plain(value, 3, text);
    return text;
}

static const char *percent(double ratio, char text[NUMBER_SIZE])
{
    number_percent(ratio, text);
    return text;
}

static const char *load(const struct network *n, double rate, char *text, size_t size)
{
    char rps[NUMBER_SIZE], users[NUMBER_SIZE];
    number_rounded(rate, 3, rps);
    snprintf(text, size, "%s req/s", rps);
    if (isfinite(n->scenario->load.users_per_rps)) {
        number_count(rate * n->scenario->load.users_per_rps, NAN, users);
        wording_add(text, size, " (%s users)", users);
    }
    return text;
}

/* "app 4.00, db 2.09": milliseconds a request; one tier alone needs no number. */
static void whose(const struct network *n, const struct explained_resource *e, char *text, size_t size)
{
    char ms[NUMBER_SIZE];
    uint32_t tiers = 0;
    *text = '\0';
    if (!e->by_tier) {
        snprintf(text, size, "held");
        return;
    }
    for (uint32_t i = 0; i <= n->tiers; i++) tiers += e->by_tier[i] > 0;
    for (uint32_t i = 0; i <= n->tiers; i++) {
        if (!(e->by_tier[i] > 0)) continue;
        wording_add(text, size, "%s%s", *text ? ", " : "", wording_tier(n, i));
        if (tiers > 1) wording_add(text, size, " %s", figure(1e3 * e->by_tier[i], ms));
    }
}

static void fill(const struct network *n, const struct explained_resource *e, struct grid *grid, bool users)
{
    const struct resource *r = &n->resource[e->resource];
    char text[NUMBER_SIZE], name[WORDING_NAME], owners[GRID_CELL];
    unsigned c = 0;
    const bool hot = r->members > 1 && e->hottest_share * r->members > 1.05;
    grid_row(grid);
    wording_resource(n, e->resource, hot ? e->hottest : NETWORK_NONE, name, sizeof name);
    grid_cell(grid, c++, "%s", name);
    grid_cell(grid, c++, "%s", figure(e->visits, text));
    grid_cell(grid, c++, "%s", figure(e->visits > 0 ? 1e3 * e->demand / e->visits : NAN, text));
    grid_cell(grid, c++, "%s", figure(1e3 * e->demand, text));
    number_plain(r->servers, 1, text);
    if (r->members > 1)
        grid_cell(grid, c++, "%u x %s", r->members, text);
    else
        grid_cell(grid, c++, "%s", text);
    number_rounded(e->saturation, 3, text);
    grid_cell(grid, c++, "%s", text);
    if (users) {
        number_count(e->saturation * n->scenario->load.users_per_rps, NAN, text);
        grid_cell(grid, c++, "%s", text);
    }
    whose(n, e, owners, sizeof owners);
    grid_cell(grid, c, "%s", owners);
}

static int sooner(const void *a, const void *b)
{
    const struct explained_resource *x = *(struct explained_resource *const *)a,
                                    *y = *(struct explained_resource *const *)b;
    if (x->saturation != y->saturation) return x->saturation < y->saturation ? -1 : 1;
    return x->resource < y->resource ? -1 : 1;
}

static void print_resources(const struct explain_table *t)
{
    const struct network *n = t->network;
    const bool users = isfinite(n->scenario->load.users_per_rps);
    struct grid grid = { 0 };
    struct explained_resource **order = calloc(t->x->resources + 1, sizeof(struct explained_resource *));
    if (!order) abort();
    uint32_t count = 0;
    for (uint32_t i = 0; i < t->x->resources; i++)
        if (isfinite(t->x->resource[i].saturation)) order[count++] = &t->x->resource[i];
    qsort(order, count, sizeof *order, sooner);
    grid_column(&grid, (struct grid_column){
                           .heading = "resource", .unit = "", .left = true, .least = 12, .keep = 4 });
    grid_column(&grid, (struct grid_column){ .heading = "visits", .unit = "/req" });
    grid_column(&grid, (struct grid_column){ .heading = "each", .unit = "ms" });
    grid_column(&grid, (struct grid_column){ .heading = "demand", .unit = "ms/req" });
    grid_column(&grid, (struct grid_column){ .heading = "servers", .unit = "" });
    grid_column(&grid, (struct grid_column){ .heading = "full at", .unit = "req/s" });
    if (users) grid_column(&grid, (struct grid_column){ .heading = "users", .unit = "" });
    grid_column(&grid, (struct grid_column){ .heading = "for", .unit = "ms/req", .left = true, .least = 8 });
    for (uint32_t i = 0; i < count; i++) fill(n, order[i], &grid, users);
    if (count > 0) {
        grid_fit(&grid, terminal_width(t->file));
        grid_print(&grid, t->style.faint, t->style.off, t->file);
        fputc('\n', t->file);
    }
    grid_finish(&grid);
    free(order);
}

static void say_law(const struct explain_table *t)
{
    const struct explanation *x = t->x;
    const struct network *n = t->network;
    char text[2 * WORDING_TEXT], rate[WORDING_TEXT], name[WORDING_NAME], twice[WORDING_TEXT];
    if (n->bottleneck == NETWORK_NONE) {
        say(t, "full", "never: no resource is limited");
        return;
    }
    wording_resource(n, n->bottleneck, NETWORK_NONE, name, sizeof name);
    const char *then = n->saves_work
                           ? "busy all the time, if copies that are cancelled have done all their work:"
                             " what they leave undone is room for more"
                           : "busy all the time: no rate above has a steady state";
    if (n->resource[n->bottleneck].kind == RESOURCE_RAM) then = "full: requests above are turned away";
    snprintf(text, sizeof text, "at %s %s is %s", load(n, n->saturation, rate, sizeof rate), name, then);
    say(t, "full", text);
    wording_twice(n, n->bottleneck, twice, sizeof twice);
    if (x->next != NETWORK_NONE) {
        const bool same = x->next == n->bottleneck;
        snprintf(text, sizeof text, "with %s, %s is full%s at %s", twice, n->resource[x->next].name,
                 same ? " again" : "", load(n, x->next_rate, rate, sizeof rate));
        if (same && x->runner_up != NETWORK_NONE)
            wording_add(text, sizeof text, "; from %s on it is %s",
                        load(n, x->runner_up_rate, rate, sizeof rate), n->resource[x->runner_up].name);
    } else
        snprintf(text, sizeof text, "with %s nothing else is limited", twice);
    say(t, "next", text);
}

static bool has_join(const struct network *n)
{
    for (uint32_t i = 0; i < n->forks; i++)
        if (!n->fork[i].detached) return true;
    return false;
}

static void say_idle(const struct explain_table *t)
{
    char text[WORDING_TEXT], time[NUMBER_SIZE];
    number_time(t->network->zero_load_latency, time);
    snprintf(text, sizeof text, "%s is the mean latency of a request that never waits%s", time,
             has_join(t->network) ? ", of parallel calls that with the longest mean" : "");
    say(t, "idle", text);
}

static void say_caches(const struct explain_table *t)
{
    const struct network *n = t->network;
    for (uint32_t i = 0; i < n->tiers; i++) {
        const struct tier *tier = &n->scenario->tier[i];
        const double hits = tier->kind == TIER_CACHE ? explain_cache_hits(n, i) : NAN;
        char text[WORDING_TEXT], a[NUMBER_SIZE];
        if (isnan(hits)) continue;
        snprintf(text, sizeof text, "%s: %s %% of the look-ups hit", tier->name, percent(hits, a));
        if (isfinite(tier->caching.memory))
            wording_add(text, sizeof text, ", with %s GiB (Che's approximation)",
                        gibibytes(tier->caching.memory, a));
        else if (isnan(tier->caching.memory))
            wording_add(text, sizeof text, ", as given");
        if (!isnan(tier->caching.memory) && isfinite(tier->caching.ttl)) {
            char at[NUMBER_SIZE];
            number_time(tier->caching.ttl, a);
            wording_add(text, sizeof text, "; at %s: a time to live of %s makes it fewer at a lighter one",
                        isfinite(n->saturation) ? load(n, n->saturation, at, sizeof at) : "a heavy load", a);
        }
        say(t, "cache", text);
    }
    for (uint32_t i = 0; i < n->buffers; i++) {
        const struct buffer_def *buffer = &n->buffer[i];
        const double bytes = explain_buffer_bytes(n, buffer);
        char text[WORDING_TEXT], a[NUMBER_SIZE];
        snprintf(text, sizeof text,
                 "%s: %s %% of the page accesses hit the buffer pool when no other request holds memory",
                 n->scenario->tier[buffer->tier].name, percent(buffer_hit_ratio(buffer, bytes), a));
        if (isfinite(bytes)) wording_add(text, sizeof text, " (%s GiB on each server)", gibibytes(bytes, a));
        say(t, "buffer", text);
    }
}

static double moved_by_one_more(const struct route_def *route)
{
    struct shard_map after;
    shard_map_join(&after, &route->map);
    const double moved = shard_moved(&route->map, &after);
    shard_map_finish(&after);
    return moved;
}

static void say_shards(const struct explain_table *t)
{
    const struct network *n = t->network;
    for (uint32_t i = 0; i < n->routes; i++) {
        const struct route_def *r = &n->route[i];
        const uint32_t shards = r->map.shards;
        double share;
        char text[WORDING_TEXT], a[NUMBER_SIZE], b[NUMBER_SIZE];
        const uint32_t hottest = explain_hottest_shard(r, shards, &share);
        snprintf(text, sizeof text,
                 "%s: %u, the hottest is %u with %s %% of what is routed by %s; %s x an even share",
                 n->scenario->tier[r->tier].name, shards, hottest, percent(share, a),
                 r->key == SCENARIO_NONE ? "no key" : n->scenario->data[r->key].name,
                 figure(share * shards, b));
        if (shard_may_join(&r->map))
            wording_add(text, sizeof text, "; one more would move %s %% of the keys",
                        percent(moved_by_one_more(r), a));
        say(t, "shards", text);
    }
}

/* Sessions that live on the members are lost with them. */
static void say_sessions(const struct explain_table *t)
{
    const struct network *n = t->network;
    for (uint32_t i = 0; i < n->balancers; i++) {
        const struct tier *tier = &n->scenario->tier[n->balancer[i].tier];
        if (tier->sessions.state != SESSION_LOCAL || n->balancer[i].members == 0) continue;
        char text[WORDING_TEXT], a[NUMBER_SIZE];
        snprintf(text, sizeof text,
                 "%s keeps them on its %u members: when one leaves, %s %% of them are lost", tier->name,
                 n->balancer[i].members, percent(1.0 / n->balancer[i].members, a));
        say(t, "session", text);
    }
}

static void say_memory(const struct explain_table *t)
{
    const struct network *n = t->network;
    for (uint32_t i = 0; i < n->resources; i++) {
        const struct resource *r = &n->resource[i];
        if (r->kind != RESOURCE_RAM) continue;
        const struct ledger_def *l = &n->ledger[r->base];
        const double reserve = n->scenario->host[r->host].reserve;
        char text[WORDING_TEXT], a[NUMBER_SIZE], b[NUMBER_SIZE], c[NUMBER_SIZE], d[NUMBER_SIZE];
        snprintf(text, sizeof text,
                 "%s: of %s GiB the system keeps %s, processes %s; %s left for requests and buffers%s",
                 l->name, gibibytes(l->total, a), gibibytes(reserve, b),
                 gibibytes(l->total - l->capacity - reserve, c), gibibytes(l->capacity, d),
                 l->capacity > 0 ? "" : ": NOTHING, every request that needs memory fails");
        say(t, "memory", text);
    }
}

static void say_closed(const struct explain_table *t)
{
    const struct explanation *x = t->x;
    char text[WORDING_TEXT], a[NUMBER_SIZE], b[NUMBER_SIZE], c[NUMBER_SIZE], d[NUMBER_SIZE], e[NUMBER_SIZE];
    if (x->network->scenario->load.arrivals != ARRIVALS_CLOSED) return;
    if (x->populations == 0) {
        say(t, "closed",
            x->network->scenario->load.is_by_class
                ? "no bounds: the mix of classes is that of users who never wait"
                : "no bounds: they need whole servers and some demand");
        return;
    }
    snprintf(text, sizeof text, "N* = %s clients: fewer leave servers idle, more must queue",
             figure(x->knee_population, a));
    say(t, "closed", text);
    for (uint32_t i = 0; i < x->populations; i++) {
        const struct bottleneck_bounds *y = &x->population[i].bounds;
        number_plain(x->population[i].population, 1, a);
        number_time(y->response_lower, d);
        number_time(y->response_upper, e);
        snprintf(text, sizeof text, "%s clients: between %s and %s req/s, latency between %s and %s", a,
                 figure(y->throughput_lower, b), figure(y->throughput_upper, c), d, e);
        say(t, "", text);
    }
}

static void say_cost(const struct explain_table *t)
{
    char text[WORDING_TEXT], a[NUMBER_SIZE];
    if (t->x->usd_per_h > 0) {
        number_money(t->x->usd_per_h, a);
        snprintf(text, sizeof text, "%s usd/h", a);
        number_money(t->x->usd_per_million, a);
        if (isfinite(t->x->usd_per_million))
            wording_add(text, sizeof text, ", %s usd per million requests when full", a);
        say(t, "cost", text);
    }
    if (!(t->network->data_bytes > 0)) return;
    snprintf(text, sizeof text, "%s GiB", gibibytes(t->network->data_bytes, a));
    say(t, "data", text);
}

static void print_header(const struct explain_table *t)
{
    const struct scenario *s = t->network->scenario;
    const char *path = s->file ? s->file : "";
    fprintf(t->file, "%s%s%s%s%s", t->style.strong, s->name, t->x->set ? ", " : "",
            t->x->set ? t->x->set : "", t->style.off);
    fprintf(t->file, "\n%s%s%s\n", t->style.faint, path, t->style.off);
    if (s->question) wording_wrap(s->question, 0, terminal_width(t->file), t->file);
    fputs("From the demands alone; nothing is simulated.\n\n", t->file);
}

void explain_table(const struct explanation *x, bool color, FILE *file)
{
    const struct explain_table t = { .x = x, .network = x->network, .style = style_of(color), .file = file };
    print_header(&t);
    print_resources(&t);
    say_law(&t);
    say_idle(&t);
    say_caches(&t);
    say_shards(&t);
    say_sessions(&t);
    say_memory(&t);
    say_closed(&t);
    say_cost(&t);
}
