/*
 * Known results about what happens over time: fluid limits of a spike and of an autoscaler's lag, transients
 * of M/M/1 and of infinitely many servers, what a failover loses, availability, and when retries keep an
 * overload alive. A test is named after the row that it checks; figures are means over replications.
 */
#include "sim/study/cast.h"
#include "sim/study/uptime.h"
#include "tests/unit/reading.h"

#include <math.h>

#define EXACTLY(unit, mean) "'" unit "':{'dist':'constant','mean':" mean "}"
#define CORE                "'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','discipline':'fcfs'}},"

struct play {
    struct scenario *scenario;
    struct network *network;
    struct explore_progress progress;
    struct cast cast;
};

/* Plays the scenario's timeline before its listed load, or another one. */
static void play_at(struct play *p, const char *text, double rate, bool calm)
{
    *p = (struct play){ .scenario = reads(text) };
    p->network = network_assemble_timeline(p->scenario);
    p->cast = (struct cast){ .network = p->network,
                             .rate = rate > 0 ? rate : p->scenario->load.point[0],
                             .calm = calm,
                             .seed = 1,
                             .episodes = p->scenario->timeline.replications,
                             .jobs = 2,
                             .progress = &p->progress };
    cast_play(&p->cast);
}

static void play(struct play *p, const char *text)
{
    play_at(p, text, 0, false);
}

static void end(struct play *p)
{
    cast_finish(&p->cast);
    network_destroy(p->network);
    scenario_destroy(p->scenario);
}

static double mean_outcome(const struct play *p, enum outcome outcome)
{
    double sum = 0;
    for (uint32_t r = 0; r < p->cast.episodes; r++) sum += p->cast.episode[r].outcome[outcome];
    return sum / p->cast.episodes;
}

static double figure(const struct play *p, uint32_t replication, uint32_t interval, uint32_t column)
{
    const struct episode *e = &p->cast.episode[replication];
    return e->figure[(size_t)interval * e->columns + column];
}

static double mean_figure(const struct play *p, uint32_t interval, uint32_t column)
{
    double sum = 0;
    for (uint32_t r = 0; r < p->cast.episodes; r++) sum += figure(p, r, interval, column);
    return sum / p->cast.episodes;
}

static void within(double value, double known, double share)
{
    if (!(fabs(value - known) <= share * fabs(known)))
        fail_msg("%.8g, known %.8g (%+.2f %%)", value, known, 100 * (value / known - 1));
}

/* ---- 9: transients ---- */

#define SPIKE(arrivals, demand, replications)                                                                \
    "{" CORE "'tiers':{'app':{'kind':'service','host':'h','demand':{" demand "}}},"                          \
    "'classes':{'a':{'path':['app']}},'load':{'arrivals':'" arrivals "','rate_rps':800},"                    \
    "'timeline':{'length_s':240,'interval_s':1,'warmup_s':0,'replications':" replications                    \
    ",'events':[{'at_s':10,'for_s':60,'load_rps':1500}]}}"

static void fluid_spike(struct play *p, double tolerance)
{
    within(mean_outcome(p, OUTCOME_PEAK), 30000, tolerance);
    within(mean_outcome(p, OUTCOME_DRAIN), 150, fmax(0.01, tolerance));
    double area = 0; /* of the backlog: half of it to either side of an interval's end */
    for (uint32_t i = 0; i < 240; i++) area += mean_figure(p, i, FIGURE_BACKLOG);
    within(area, 3150000, fmax(0.01, tolerance));
    within(mean_outcome(p, OUTCOME_FAILED) + 1, 1, 0);
}

static void t_fluid_1000(void **state)
{
    (void)state;
    struct play p;
    play(&p, SPIKE("constant", EXACTLY("cpu_ms", "1"), "1"));
    fluid_spike(&p, 0.001);
    /* The longest wait is that of who came at the spike's end. */
    double longest = 0;
    for (uint32_t i = 0; i < 240; i++) longest = fmax(longest, figure(&p, 0, i, FIGURE_PERCENTILE + P999));
    within(longest, 30, 0.005);
    end(&p);
    play(&p, SPIKE("poisson", "'cpu_ms':1", "16"));
    fluid_spike(&p, 0.03);
    end(&p);
}

/* Eight servers of 100/s, 1200/s from 0 on; decided at 30 s, six more serve at 120 s. */
static void t_fluid_as(void **state)
{
    (void)state;
    struct play p;
    play(&p,
         "{'machines':{'m':{'cores':1},'i':{}},'hosts':{'l':{'machine':'i'},'h':{'machine':'m',"
         "'discipline':'fcfs'}},'tiers':{'lb':{'kind':'balancer','host':'l','policy':'least_connections'},"
         "'app':{'kind':'service','host':'h','demand':{" EXACTLY(
             "cpu_ms",
             "10") "},'autoscale':{"
                   "'metric':'requests','target':86,'min':8,'max':20,'period_s':30,'boot_s':90,'warmup_s':0}}"
                   "},"
                   "'classes':{'a':{'path':['lb','app']}},'load':{'arrivals':'constant','rate_rps':600},"
                   "'timeline':{'length_s':500,'interval_s':10,'warmup_s':30,'replications':1,"
                   "'events':[{'at_s':0,'load_rps':1200}]}}");
    within(mean_outcome(&p, OUTCOME_PEAK), 48000, 0.01);
    within(mean_outcome(&p, OUTCOME_DRAIN), 240, 0.01);
    assert_near(figure(&p, 0, 11, FIGURES + 1), 8, 1e-9);
    assert_near(figure(&p, 0, 12, FIGURES + 1), 14, 1e-9);
    end(&p);
}

static void t_queue_d(void **state)
{
    (void)state;
    struct play p;
    play(&p, "{'tiers':{'q':{'kind':'queue','consumers':3},'work':{'kind':'service','demand':{"
             "'delay_ms':{'dist':'constant','mean':33.333333333333}}}},"
             "'classes':{'a':{'path':['q','work']}},'load':{'arrivals':'constant','rate_rps':120},"
             "'timeline':{'length_s':200,'interval_s':1,'warmup_s':0,'replications':1,"
             "'events':[{'at_s':100,'load_rps':40}]}}");
    within(figure(&p, 0, 99, FIGURE_MESSAGES), 3000, 0.002);
    assert_true(figure(&p, 0, 158, FIGURE_MESSAGES) > 20);
    assert_near(figure(&p, 0, 160, FIGURE_MESSAGES), 0, 1);
    end(&p);
}

/* The number in M/M/1, from empty. */
static void t_mm1t(void **state)
{
    (void)state;
    static const double known[][3] = { { 1, 0.5515518582734872, 0.5973987502809386 },
                                       { 5, 1.4694608277855399, 0.34896794294059436 },
                                       { 20, 2.6476349239576575, 0.24485239785940827 },
                                       { 50, 3.405038977998245, 0.21411791688683074 } };
    enum { REPLICATIONS = 20000 };
    struct play p;
    play(&p, "{" CORE "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_s':1}}},"
             "'classes':{'a':{'path':['app']}},'load':{'rate_rps':0.8},"
             "'timeline':{'length_s':50,'interval_s':1,'warmup_s':0,'replications':20000}}");
    for (int i = 0; i < 4; i++) {
        const uint32_t interval = (uint32_t)known[i][0] - 1;
        uint32_t empty = 0;
        for (uint32_t r = 0; r < REPLICATIONS; r++) empty += figure(&p, r, interval, FIGURE_BACKLOG) == 0;
        within(mean_figure(&p, interval, FIGURE_BACKLOG), known[i][1], 0.03);
        within((double)empty / REPLICATIONS, known[i][2], 0.05);
    }
    end(&p);
}

/* M_t/M/inf: amplitude and lag of a sine, by its Fourier coefficients. */
static void t_mtg(void **state)
{
    (void)state;
    enum { INTERVALS = 480, SKIP = 48 };
    struct play p;
    play(&p, "{'tiers':{'app':{'kind':'service','demand':{'delay_s':{'dist':'exponential','mean':1}}}},"
             "'classes':{'a':{'path':['app']}},'load':{'rate_rps':20},"
             "'timeline':{'length_s':240,'interval_s':0.5,'warmup_s':0,'replications':100,"
             "'profile':{'daily':{'amplitude':0.5,'period_s':24,'peak_at_s':6}}}}");
    double mean = 0, in_phase = 0, behind = 0;
    for (uint32_t i = SKIP; i < INTERVALS; i++) {
        const double n = mean_figure(&p, i, FIGURE_BACKLOG), angle = 2 * M_PI * 0.5 * (i + 1) / 24;
        mean += n / (INTERVALS - SKIP);
        in_phase += n * sin(angle) * 2 / (INTERVALS - SKIP);
        behind -= n * cos(angle) * 2 / (INTERVALS - SKIP);
    }
    within(mean, 20, 0.015);
    within(hypot(in_phase, behind), 9.673972031, 0.015);
    within(atan2(behind, in_phase) / (2 * M_PI) * 24, 0.9780495368, 0.03);
    end(&p);
}

/* ---- 8: failures ---- */

/* One of four servers dies: what is too much for three grows. */
static void a_n_minus_1(void **state)
{
    (void)state;
    struct play p;
    play(&p, "{'machines':{'m':{'cores':1},'i':{}},'hosts':{'l':{'machine':'i'},'h':{'machine':'m',"
             "'discipline':'fcfs','count':4}},'tiers':{'lb':{'kind':'balancer','host':'l',"
             "'policy':'least_connections'},'app':{'kind':'service','host':'h','demand':{'cpu_s':1}}},"
             "'classes':{'a':{'path':['lb','app']}},'load':{'rate_rps':3.2},"
             "'timeline':{'length_s':11000,'interval_s':1000,'replications':64,"
             "'events':[{'at_s':1000,'kill':'app[2]'}]}}");
    within((mean_figure(&p, 10, FIGURE_BACKLOG) - mean_figure(&p, 0, FIGURE_BACKLOG)) / 10000, 0.2, 0.05);
    end(&p);
}

static void a_failover(void **state)
{
    (void)state;
    struct play p;
    play(&p, "{'machines':{'i':{}},'hosts':{'pg':{'machine':'i','count':2,'failures':{'mttf_h':720,"
             "'mttr_min':1}}},'data':{'k':{'keys':1000000,'value_b':100}},'tiers':{'db':{'kind':'database',"
             "'host':'pg','replicas':{'count':1,'mode':'async','ship_ms':{'dist':'exponential','mean':200},"
             "'serial':false,'apply_us':0,'detect_s':30,'promote_s':60},'ops':{'w':{'log_kib':1}}}},"
             "'classes':{'w':{'write':true,'key':'k','path':['db.w']}},'load':{'rate_rps':500},"
             "'timeline':{'length_s':110,'interval_s':10,'replications':40,"
             "'events':[{'at_s':10,'kill':'db.primary'}]}}");
    within(mean_outcome(&p, OUTCOME_FAILED), 45000, 0.01);
    within(mean_outcome(&p, OUTCOME_LOST), 100, 0.05);
    within(mean_outcome(&p, OUTCOME_DOWNTIME), 90, 0.012);
    within(mean_outcome(&p, OUTCOME_RTO), 90, 0.012);
    assert_true(mean_outcome(&p, OUTCOME_RPO) > 0.2 && mean_outcome(&p, OUTCOME_RPO) < 5);
    end(&p);
}

/* In synchronous mode the same loses nothing that was acknowledged. */
static void synchronous_failover_loses_nothing(void **state)
{
    (void)state;
    for (int semi = 0; semi < 2; semi++) {
        char text[1200];
        snprintf(
            text, sizeof text,
            "{'machines':{'i':{}},'hosts':{'pg':{'machine':'i','count':2}},'data':{'k':{'keys':1000,"
            "'value_b':100}},'tiers':{'db':{'kind':'database','host':'pg','replicas':{'count':1,'mode':'%s',"
            "'ship_ms':20,'detect_s':5,'promote_s':5},'ops':{'w':{'log_kib':1}}}},"
            "'classes':{'w':{'write':true,'key':'k','path':['db.w']}},'load':{'rate_rps':500},"
            "'timeline':{'length_s':40,'interval_s':10,'replications':4,"
            "'events':[{'at_s':10,'kill':'db.primary'}]}}",
            semi ? "semi_sync" : "sync");
        struct play p;
        play(&p, text);
        assert_near(mean_outcome(&p, OUTCOME_LOST), 0, 0);
        within(mean_outcome(&p, OUTCOME_FAILED), 5000, 0.03);
        assert_near(mean_outcome(&p, OUTCOME_RECOVERED), 1, 0);
        end(&p);
    }
}

static struct uptime uptime_of(const char *text, double years)
{
    struct scenario *s = reads(text);
    struct network *n = network_assemble_timeline(s);
    struct uptime up;
    uptime_find(n, s->load.point[0], years, 1, &up);
    network_destroy(n);
    scenario_destroy(s);
    return up;
}

/* Members of one core and 10 ms, of which the load needs so many. */
#define MEMBERS(count, rate, failures)                                                                       \
    "{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','count':" count ",'failures':{" failures      \
    "}}},'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':10}}},"                              \
    "'classes':{'a':{'path':['app']}},'load':{'rate_rps':" rate "}}"

static void a_alt(void **state)
{
    (void)state;
    static const char *const text[] = {
        MEMBERS("1", "50", "'mttf_h':1000,'mttr_h':10"), MEMBERS("1", "50", "'mttf_h':720,'mttr_h':0.5"),
        MEMBERS("1", "50", "'mttf_h':8760,'mttr_h':4"),
        MEMBERS("1", "50", "'mttf_h':1000,'mttr_h':{'dist':'constant','mean':10}")
    };
    static const double known[][2] = { { 0.9900990099, 5207.524752 },
                                       { 0.9993060375, 364.9965302 },
                                       { 0.9995435874, 240.0547695 },
                                       { 0.9900990099, 5207.524752 } };
    for (int i = 0; i < 4; i++) {
        struct uptime up = uptime_of(text[i], 5000);
        within(1 - up.availability, 1 - known[i][0], 1e-6);
        within(up.downtime / 60, known[i][1], 1e-6);
        within(1 - up.simulated, 1 - known[i][0], 0.05);
        assert_true(up.simulated_low < up.simulated && up.simulated < up.simulated_high);
        uptime_finish(&up);
    }
}

static void a_kofn(void **state)
{
    (void)state;
    struct uptime up = uptime_of(MEMBERS("3", "150", "'mttf_h':1000,'mttr_h':10"), 20000);
    assert_int_equal(up.part[0].need, 2);
    within(1 - up.availability, 1 - 0.9997078524, 1e-6);
    within(up.part[0].failures_a_year, 0.5104915942, 1e-6);
    within(1 - up.simulated, 1 - 0.9997078524, 0.05);
    uptime_finish(&up);
    up = uptime_of(MEMBERS("4", "250", "'mttf_h':720,'mttr_h':8"), 20000);
    assert_int_equal(up.part[0].need, 3);
    within(1 - up.availability, 1 - 0.9992860222, 1e-6);
    within(up.part[0].failures_a_year, 1.553145615, 1e-6);
    within(1 - up.simulated, 1 - 0.9992860222, 0.05);
    uptime_finish(&up);
}

/* Fewer crews than members: who fails while the crew is at work waits for it. */
static void a_kofn_waits_for_crews(void **state)
{
    (void)state;
    struct uptime up = uptime_of(MEMBERS("2", "50", "'mttf_h':1000,'mttr_h':10,'crews':1"), 50000);
    assert_int_equal(up.part[0].need, 1);
    within(1 - up.availability, 1 - 0.99980396, 1e-6);
    within(up.part[0].failures_a_year, 0.1718486571, 1e-6);
    within(1 - up.simulated, 1 - 0.99980396, 0.05);
    uptime_finish(&up);
}

/* Members of one shard, or in one zone, take the crew from those of another. */
static void crews_are_shared_by_shards_and_zones(void **state)
{
    (void)state;
    struct uptime up =
        uptime_of("{'machines':{'m':{'cores':1}},'hosts':{'pg':{'machine':'m','count':6,'zones':3,"
                  "'failures':{'mttf_h':100,'mttr_h':10,'crews':1}}},"
                  "'network':{'zone_failures':{'mttf_h':2000,'mttr_h':20}},"
                  "'tiers':{'db':{'kind':'database','host':'pg','shards':{'count':3},'replicas':{'count':1,"
                  "'detect_s':30,'promote_s':60},'ops':{'w':{'cpu_ms':1,'log_kib':1}}}},"
                  "'classes':{'w':{'write':true,'path':['db.w']}},'load':{'rate_rps':10}}",
                  20000);
    within(1 - up.availability, 1 - up.simulated, 0.03);
    uptime_finish(&up);
}

/* The same in the simulation of requests: of two that die together in one stretch, one waits. */
static void crews_repair_one_after_the_other(void **state)
{
    (void)state;
    static const char *const crews[] = { "1", "2" };
    static const double mean[] = { (2 + 1) / (1 + 1 + 0.5), 2 / 1.5 };
    for (int i = 0; i < 2; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 "{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','count':2,'failures':"
                 "{'mttf_s':100,'mttr_s':50,'crews':%s}}},'tiers':{'app':{'kind':'service','host':'h',"
                 "'demand':{'cpu_ms':1}}},'classes':{'a':{'path':['app']}},'load':{'rate_rps':1},"
                 "'timeline':{'length_s':20000,'interval_s':20000,'replications':16}}",
                 crews[i]);
        struct play p;
        play(&p, text);
        within(2 - mean_figure(&p, 0, FIGURES), 2 - mean[i], 0.04);
        end(&p);
    }
}

/* Who has failed is not repaired by the return of its zone, nor back before that. Nobody fails while its zone
 * is down: of the time, 1/3 follows a failure, of which 2/3 came while the zone was up, which it is again (or
 * still) with the probability 0.8, an exponential repair later. */
static void zones_repair_no_members(void **state)
{
    (void)state;
    struct play p;
    play(&p,
         "{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','failures':{'mttf_s':100,'mttr_s':50}}},"
         "'network':{'zone_failures':{'mttf_s':100,'mttr_s':50}},'tiers':{'app':{'kind':'service','host':"
         "'h','demand':{'cpu_ms':1}}},'classes':{'a':{'path':['app']}},'load':{'rate_rps':1},"
         "'timeline':{'length_s':20000,'interval_s':20000,'replications':16}}");
    within(mean_figure(&p, 0, FIGURES), 2 / 3.0 - 1 / 3.0 * 2 / 3.0 * 0.8, 0.01);
    end(&p);
}

/* A balancer, two of three servers, a cache that the database cannot do without, and the database. */
static void a_series(void **state)
{
    (void)state;
    struct uptime up =
        uptime_of("{'machines':{'m':{'cores':1}},'hosts':{"
                  "'lb':{'machine':'m','failures':{'mttf_h':9999,'mttr_h':1}},"
                  "'web':{'machine':'m','count':3,'failures':{'mttf_h':995,'mttr_h':5}},"
                  "'redis':{'machine':'m','failures':{'mttf_h':999,'mttr_h':1}},"
                  "'pg':{'machine':'m','failures':{'mttf_h':9995,'mttr_h':5}}},"
                  "'tiers':{'lb':{'kind':'balancer','host':'lb'},'app':{'kind':'service','host':'web','"
                  "demand':{'cpu_ms':10}},"
                  "'cache':{'kind':'cache','host':'redis','hit_ratio':0.9,'demand':{'cpu_ms':0.1}},"
                  "'db':{'kind':'database','host':'pg','demand':{'cpu_ms':20}}},"
                  "'classes':{'a':{'path':['lb','app','cache','db']}},'load':{'rate_rps':150}}",
                  20000);
    assert_int_equal(up.parts, 4);
    assert_near(up.availability, 0.998326019501, 1e-9);
    within(1 - up.simulated, 1 - 0.998326019501, 0.03);
    /* The cache costs most of it. */
    assert_near(up.part[0].availability, 0.999, 1e-9);
    uptime_finish(&up);
}

/* Two servers in two zones, of which one is enough: a zone takes the other's place as the cause. */
static void zones_are_common_causes(void **state)
{
    (void)state;
    struct uptime up = uptime_of(
        "{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m','count':4,'zones':2,"
        "'failures':{'mttf_h':1000,'mttr_h':10}}},'network':{'zone_failures':{'mttf_h':5000,'mttr_h':5}},"
        "'tiers':{'app':{'kind':'service','host':'h','demand':{'cpu_ms':10}}},"
        "'classes':{'a':{'path':['app']}},'load':{'rate_rps':50}}",
        50000);
    /* Down when both zones are, or the one that lives has no member left, or no member lives at all. */
    const double z = 5.0 / 5005, u = 10.0 / 1010;
    const double known = z * z + 2 * z * (1 - z) * u * u + (1 - z) * (1 - z) * pow(u, 4);
    within(1 - up.availability, known, 1e-9);
    within(1 - up.simulated, known, 0.15);
    uptime_finish(&up);
}

static void failovers_cost_their_outage(void **state)
{
    (void)state;
    struct uptime up = uptime_of(
        "{'machines':{'m':{'cores':1}},'hosts':{'pg':{'machine':'m','count':2,'failures':{'mttf_h':720,'mttr_"
        "s':1}}},"
        "'tiers':{'db':{'kind':'database','host':'pg','replicas':{'count':1,'detect_s':30,'promote_s':60},"
        "'ops':{'w':{'cpu_ms':1,'log_kib':1}}}},"
        "'classes':{'w':{'write':true,'path':['db.w']}},'load':{'rate_rps':100}}",
        5000);
    within(1 - up.availability, 3.472101663e-05, 0.001);
    within(1 - up.simulated, 3.472101663e-05, 0.03);
    uptime_finish(&up);
}

/* Every member leads ranges, so each failure costs an election, and each zone's one for all that it takes. */
static void elections_cost_their_outage(void **state)
{
    (void)state;
    static const char *const zones[] = { "", "'zone_failures':{'mttf_h':100,'mttr_h':0.0001}" };
    for (int i = 0; i < 2; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 "{'machines':{'m':{'cores':1}},'hosts':{'pg':{'machine':'m','count':6,'zones':3,'failures':"
                 "{'mttf_h':50,'mttr_s':5}}},'network':{%s},'tiers':{'db':{'kind':'database','host':'pg',"
                 "'engine':'distributed_sql','copies':3,'elect_s':4,'ops':{'w':{'cpu_ms':1,'log_kib':1}}}},"
                 "'classes':{'w':{'write':true,'path':['db.w']}},'load':{'rate_rps':100}}",
                 zones[i]);
        struct uptime up = uptime_of(text, 500);
        assert_int_equal(up.part[0].need, 5);
        within(1 - up.simulated, 1 - up.availability, 0.03);
        if (i == 0) within(1 - up.availability, 6 * 4 / (50 * 3600.0), 0.001);
        uptime_finish(&up);
    }
}

/* ---- 11: retries ---- */

#define STORM(length)                                                                                        \
    "{" CORE "'tiers':{'app':{'kind':'service','host':'h','demand':{" EXACTLY(                               \
        "cpu_ms", "1") "}}},"                                                                                \
                       "'classes':{'a':{'path':['app'],'timeout_s':1,'retries':1}},'load':{'rate_rps':520}," \
                       "'timeline':{'length_s':" length ",'interval_s':20,'replications':3,"                 \
                       "'events':[{'at_s':10,'for_s':4,'load_rps':2000}]}}"

/* Overload sustains itself where lambda (1 + r) > mu: 500/s. Without a trigger both are well. */
static void m_meta_fluid(void **state)
{
    (void)state;
    struct play p;
    play_at(&p, STORM("400"), 520, true);
    assert_near(cast_recovered(&p.cast), 1, 0);
    end(&p);
    play_at(&p, STORM("400"), 520, false);
    assert_near(cast_recovered(&p.cast), 0, 0);
    assert_near(mean_figure(&p, 19, FIGURE_GOODPUT), 0, 0);
    end(&p);
    play_at(&p, STORM("400"), 480, false);
    assert_near(cast_recovered(&p.cast), 1, 0);
    end(&p);
}

/* What breaks the loop: a budget for retries, a breaker, a short queue. */
static void storms_end(void **state)
{
    (void)state;
    static const char *const cure[] = { "'retry_budget':0.1,", "'breaker':{'open_s':5},",
                                        "'threads':1,'queue_max':500," };
    for (int i = 0; i < 3; i++) {
        char text[1200];
        snprintf(text, sizeof text,
                 "{" CORE
                 "'tiers':{'app':{'kind':'service','host':'h',%s'demand':{'cpu_ms':{'dist':'constant',"
                 "'mean':1}}}},'classes':{'a':{'path':['app'],'timeout_s':1,'retries':1}},"
                 "'load':{'rate_rps':700},'timeline':{'length_s':200,'interval_s':20,'replications':3,"
                 "'events':[{'at_s':10,'for_s':4,'load_rps':2000}]}}",
                 cure[i]);
        struct play p;
        play(&p, text);
        assert_near(cast_recovered(&p.cast), 1, 0);
        end(&p);
    }
}

#define BRONSON                                                                                              \
    "{" CORE "'tiers':{'db':{'kind':'database','host':'h','demand':{'cpu_ms':3.3333333}}},"                  \
    "'classes':{'a':{'path':['db'],'timeout_s':1,'retries':1}},'load':{'rate_rps':280},"                     \
    "'timeline':{'length_s':300,'interval_s':10,'replications':4,"                                           \
    "'events':[{'at_s':20,'for_s':10,'slow':'db','factor':0.001}]}}"

static void m_bronson(void **state)
{
    (void)state;
    struct play p;
    play(&p, BRONSON);
    assert_near(cast_recovered(&p.cast), 0, 0);
    end(&p);
    play_at(&p, BRONSON, 130, false);
    assert_near(cast_recovered(&p.cast), 1, 0);
    end(&p);
}

/* M/M/1/10, three retries after long pauses: the offered rate, retries included. */
static void m_retryfp(void **state)
{
    (void)state;
    struct play p;
    play(&p, "{" CORE "'tiers':{'app':{'kind':'service','host':'h','threads':1,'queue_max':9,"
             "'demand':{'cpu_s':1}}},'classes':{'a':{'path':['app'],'retries':3,'jitter':1,"
             "'backoff_s':2000,'backoff_max_s':2000}},'load':{'rate_rps':0.9},"
             "'timeline':{'length_s':60000,'interval_s':60000,'warmup_s':10000,'replications':16}}");
    within(mean_figure(&p, 0, FIGURE_ATTEMPTS), 0.9806637033, 0.02);
    end(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(t_fluid_1000),
        cmocka_unit_test(t_fluid_as),
        cmocka_unit_test(t_queue_d),
        cmocka_unit_test(t_mm1t),
        cmocka_unit_test(t_mtg),
        cmocka_unit_test(a_n_minus_1),
        cmocka_unit_test(a_failover),
        cmocka_unit_test(synchronous_failover_loses_nothing),
        cmocka_unit_test(a_alt),
        cmocka_unit_test(a_kofn),
        cmocka_unit_test(a_kofn_waits_for_crews),
        cmocka_unit_test(crews_are_shared_by_shards_and_zones),
        cmocka_unit_test(crews_repair_one_after_the_other),
        cmocka_unit_test(zones_repair_no_members),
        cmocka_unit_test(a_series),
        cmocka_unit_test(zones_are_common_causes),
        cmocka_unit_test(failovers_cost_their_outage),
        cmocka_unit_test(elections_cost_their_outage),
        cmocka_unit_test(m_meta_fluid),
        cmocka_unit_test(storms_end),
        cmocka_unit_test(m_bronson),
        cmocka_unit_test(m_retryfp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
