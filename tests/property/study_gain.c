/*
 * What doubling the wall's resource gains: many seeds of studies whose walls are known in closed form before
 * and after, and how often the intervals of the moved wall and of the gain contain the truth.
 *
 * With 60 seeds (2026-11-24) the intervals of the gain held it in 98, 95 and 98 % of studies, those of the
 * moved wall in 95, 92 and 95 %; the errors of the two walls correlated by 0.39, 0.47 and 0.14.
 *
 * study_gain [SEEDS]; fails if a coverage lies below 93 % by more than three of its own standard errors. (The
 * wall's interval is known to be wide rather than narrow.)
 */
#include "models/theory/erlang.h"
#include "models/theory/solve.h"
#include "sim/study/study.h"
#include "tests/unit/reading.h"

#include <math.h>
#include <unistd.h>

/* One or two stations in a row, each M/M/m and first come first served. */
struct station {
    unsigned servers;
    double rate; /* of one server */
};

struct model {
    const char *name, *text;
    double limit; /* s, of p99 */
    struct station before[2], after[2];
    const char *next;
};

#define NIC   "'machines':{'m':{'nic_mbps':80}},"
#define REPLY "'reply_b':{'dist':'exponential','mean':100000}"
#define BOX   "'hosts':{'box':{'machine':'m','discipline':'fcfs'}},"

static const struct model models[] = {
    { "M/M/1, twice as fast",
      "{'schema':1,'name':'t'," NIC BOX
      "'tiers':{'app':{'kind':'service','host':'box'}},'classes':{'a':{'path':["
      "'app']," REPLY "}},'slo':{'p99_ms':200}}",
      0.2,
      { { 1, 100 } },
      { { 1, 200 } },
      "box.nic_out" },
    { "M/M/1 to M/M/2",
      "{'schema':1,'name':'t','machines':{'m':{'cores':1}}," BOX
      "'tiers':{'app':{'kind':'service','host':'box',"
      "'demand':{'cpu_ms':{'dist':'exponential','mean':10}}}},'classes':{'a':{'path':['app']}},'slo':{'p99_"
      "ms':150}}",
      0.15,
      { { 1, 100 } },
      { { 2, 100 } },
      "box.cpu" },
    { "tandem whose other station takes over",
      "{'schema':1,'name':'t','machines':{'m':{'cores':1,'nic_mbps':80}}," BOX
      "'tiers':{'app':{'kind':'service','host':'box','demand':{'cpu_ms':{'dist':'exponential','mean':6}}}},"
      "'classes':{'a':{'path':['app']," REPLY "}},'slo':{'p99_ms':200}}",
      0.2,
      { { 1, 100 }, { 1, 1000.0 / 6 } },
      { { 1, 200 }, { 1, 1000.0 / 6 } },
      "box.cpu" },
};

struct crossing {
    const struct station *station;
    double limit;
};

/* P(response > limit) - 0.01 at an arrival rate. Sojourns in a tandem of M/M/1 are independent (Burke 1968).
 */
static double excess(double rate, void *context)
{
    const struct crossing *c = context;
    const struct station *s = c->station;
    if (s[1].servers == 0) return erlang_response_sf(s[0].servers, rate, s[0].rate, c->limit) - 0.01;
    const double a = s[0].rate - rate, b = s[1].rate - rate, t = c->limit;
    if (fabs(a - b) < 1e-9 * a) return (1 + a * t) * exp(-a * t) - 0.01;
    return (a * exp(-b * t) - b * exp(-a * t)) / (a - b) - 0.01;
}

static double exact_wall(const struct station *station, double limit)
{
    struct crossing c = { station, limit };
    double full = station[0].servers * station[0].rate;
    if (station[1].servers) full = fmin(full, station[1].rate);
    return solve_root(excess, &c, 1e-6 * full, full * (1 - 1e-9));
}

static bool holds(const struct interval *interval, double truth)
{
    return interval->low <= truth && truth <= interval->high;
}

struct score {
    int wall, next, gain, resource, found;
    double width, correlation;
};

static void study_seed(const struct model *m, uint64_t seed, double wall, double next, struct score *score)
{
    struct scenario *scenario = reads(m->text);
    scenario->run.seed = seed;
    const struct study_item item = { .scenario = scenario };
    struct explore_progress progress = { 0 };
    struct study_result result;
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    study_run(&item, 1, processors > 0 ? (uint32_t)processors : 1, &progress, &result);
    const struct scenario_result *r = &result.scenario[0];
    const struct wall_result *w = &r->wall;
    if (w->status == WALL_FOUND && w->next_simulated) {
        score->found++;
        score->wall += holds(&w->rate, wall);
        score->next += holds(&w->next_rate, next);
        score->gain += holds(&w->next_gain, next / wall);
        score->resource += strcmp(r->network->resource[w->next_resource].name, m->next) == 0;
        score->width += 50 * (w->next_gain.high - w->next_gain.low);
        score->correlation += w->next_correlation;
    }
    study_result_finish(&result);
    scenario_destroy(scenario);
}

static int judge(const char *name, int covered, int seeds)
{
    const double coverage = (double)covered / seeds, se = sqrt(0.05 * 0.95 / seeds);
    const bool bad = coverage < 0.93 - 3 * se;
    printf("  %-5s coverage %.3f +- %.3f%s\n", name, coverage, se, bad ? "   OUT" : "");
    return bad;
}

int main(int argc, char **argv)
{
    const int seeds = argc > 1 ? atoi(argv[1]) : 10;
    int out = 0;
    for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
        const struct model *m = &models[i];
        const double wall = exact_wall(m->before, m->limit), next = exact_wall(m->after, m->limit);
        struct score score = { 0 };
        for (int seed = 1; seed <= seeds; seed++) study_seed(m, (uint64_t)seed, wall, next, &score);
        printf("%s: walls at %.6g and %.6g req/s, gain %.5g; %d seeds\n", m->name, wall, next, next / wall,
               seeds);
        out += score.found < seeds || score.resource < seeds;
        out += judge("wall", score.wall, seeds) + judge("next", score.next, seeds) +
               judge("gain", score.gain, seeds);
        printf("  half-width of the gain +-%.2f %% points, correlation %.2f, %d found, %d name %s\n",
               score.width / score.found, score.correlation / score.found, score.found, score.resource,
               m->next);
    }
    return out > 0;
}
