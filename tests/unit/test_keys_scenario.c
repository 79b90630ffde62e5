/* Classes, key spaces, and the small parts of a scenario: SLO, network, timeline, run, assertions. */
#include "reading.h"

#include <math.h>

static void classes(void **state)
{
    (void)state;
    struct scenario *s = reads(
        "{'data':{'users':{'keys':1e6,'value_kib':2,'zipf_s':0.9}},'tiers':{'app':{'kind':'service'}},'"
        "classes':{"
        "'read':{'path':['app'],'share':9,'key':'users','timeout_ms':100,'retries':2,'backoff_ms':10,'jitter'"
        ":true,"
        "'hedge_ms':50,'cancel':true,'request_b':300,'reply_kib':4},'write':{'path':['app'],'write':true,"
        "'jitter':0.5}}}");
    const struct request_class *read = &s->class[0], *write = &s->class[1];
    assert_true(read->share == 9 && read->key == 0 && !read->write && write->write &&
                write->key == SCENARIO_NONE);
    assert_true(read->patience.retries == 2 && read->patience.jitter == 1 && read->patience.cancel);
    assert_near(read->patience.timeout, 0.1, 1e-12);
    assert_near(read->patience.backoff, 0.01, 1e-12);
    assert_near(read->patience.hedge, 0.05, 1e-12);
    assert_near(read->reply.mean, 4096, 0);
    assert_true(isinf(write->patience.timeout) && isinf(write->patience.hedge) && write->share == 1);
    assert_true(write->patience.jitter == 0.5 && isinf(write->patience.backoff_max));
    assert_true(s->data[0].keys == 1e6 && s->data[0].value == 2048 && s->data[0].zipf_s == 0.9);
    scenario_destroy(s);
}

static void small_parts(void **state)
{
    (void)state;
    struct scenario *s =
        reads("{" SERVICE ",'name':'n','stage':4,'question':'q?','slo':{'p99_ms':300,'error_ratio':0.001},"
              "'network':{'same_zone_rtt_us':300,'cross_zone_rtt_ms':1,'client_rtt_ms':40,'regions':{'eu':{'"
              "rtt_ms':80,"
              "'share':2},'us':{}}},'run':{'seed':7,'precision':0.02,'warmup':100},"
              "'assert':['wall.rps >= 10','knee.rps >= 5']}");
    assert_string_equal(s->question, "q?");
    assert_true(s->stage == 4 && !s->slo.relative_p99 && isinf(s->slo.mean) && s->slo.error_ratio == 0.001);
    assert_near(s->slo.percentile[P99], 0.3, 1e-12);
    assert_near(s->network.same_zone, 3e-4, 1e-15);
    assert_near(s->network.cross_zone, 1e-3, 1e-15);
    assert_true(s->network.regions == 2 && s->network.region[0].share == 2 && s->network.region[1].rtt == 0);
    assert_true(s->run.seed == 7 && s->run.precision == 0.02 && s->run.confidence == 0.95 &&
                s->run.warmup == 100);
    assert_int_equal(s->assertions, 2);
    assert_string_equal(s->assertion[1], "knee.rps >= 5");
    scenario_destroy(s);
    s = reads("{" SERVICE ",'assert':{'_note':'x','a':'wall.rps >= 10'}}");
    assert_true(s->slo.relative_p99 && s->slo.goodput == 0.98 && s->run.seed == 1 && isnan(s->run.warmup));
    assert_string_equal(s->name, "t.json");
    assert_int_equal(s->assertions, 1);
    scenario_destroy(s);
}

#define PLACES                                                                                               \
    "'hosts':{'pg':{'machine':{'cores':1},'count':2,'zones':['a','b']},'web':{'machine':{}}},"               \
    "'tiers':{'db':{'kind':'database','host':'pg'},'app':{'kind':'service','host':'web'},"                   \
    "'s3':{'kind':'store'}},'classes':{'c':{'path':['app','db']}}"

static void timelines(void **state)
{
    (void)state;
    struct scenario *s =
        reads("{" PLACES
              ",'timeline':{'length_min':5,'interval_s':1,'events':[{'at_s':20,'for_s':30,'load_rps':900},"
              "{'at_s':60,'kill':'db.primary'},{'at_min':2,'slow':'pg[1]','factor':0.1},{'at_s':70,'"
              "partition':'zone:b'},"
              "{'at_s':80,'add':'app','count':2},{'at_s':90,'for_s':9,'ramp_to_rps':50},{'at_s':99,'load_"
              "factor':2}]}}");
    const struct event *e = s->timeline.event;
    assert_int_equal(s->timeline.events, 7);
    assert_near(s->timeline.length, 300, 0);
    assert_true(e[0].what == HAPPENS_LOAD && e[0].value == 900 && e[0].length == 30 &&
                e[0].tier == SCENARIO_NONE);
    assert_true(e[1].what == HAPPENS_KILL && e[1].tier == 0 && e[1].member == SCENARIO_NONE && e[1].primary &&
                e[1].host == 0 && isinf(e[1].length));
    assert_string_equal(e[1].target, "db.primary");
    assert_true(e[2].what == HAPPENS_SLOW && e[2].host == 0 && e[2].member == 1 && e[2].value == 0.1 &&
                e[2].at == 120);
    assert_true(e[3].what == HAPPENS_PARTITION && e[3].host == SCENARIO_NONE && e[3].zone == 1);
    assert_true(e[4].what == HAPPENS_ADD && e[4].value == 2 && e[4].host == 1);
    assert_true(e[5].what == HAPPENS_RAMP && e[5].value == 50 && e[6].what == HAPPENS_FACTOR &&
                e[6].value == 2);
    assert_true(isnan(s->timeline.warmup) && s->timeline.replications == 16);
    assert_true(s->timeline.profile.kind == PROFILE_LEVEL);
    scenario_destroy(s);
}

static void profiles(void **state)
{
    (void)state;
    struct scenario *s =
        reads("{" SERVICE ",'timeline':{'profile':{'daily':{'amplitude':0.25,'peak_at_h':6}}}}");
    const struct load_profile *p = &s->timeline.profile;
    assert_true(p->kind == PROFILE_DAILY && p->amplitude == 0.25 && p->period == 86400 &&
                p->peak_at == 21600);
    scenario_destroy(s);
    s = reads("{" SERVICE
              ",'timeline':{'profile':{'points':[{'at_s':0,'load_rps':5},{'at_min':1,'load_rps':9}]}}}");
    p = &s->timeline.profile;
    assert_true(p->kind == PROFILE_TABLE && p->points == 2 && !p->is_factor);
    assert_true(p->point[1].at == 60 && p->point[1].value == 9);
    scenario_destroy(s);
    refuses("{" SERVICE
            ",'timeline':{'profile':{'points':[{'at_s':0,'load_rps':5},{'at_s':9,'load_factor':9}]}}}",
            ": timeline.profile.points[1]: expected 'load_rps' as in the point before");
    refuses("{" SERVICE
            ",'timeline':{'profile':{'points':[{'at_s':9,'load_rps':5},{'at_s':0,'load_rps':9}]}}}",
            ": timeline.profile.points[1]: found 0 s after 9 s, expected times that never fall");
    refuses("{" SERVICE ",'timeline':{'profile':{'points':[{'at_s':9,'load_rps':5}],'daily':{}}}}",
            ": timeline.profile: found several profiles, expected one");
}

static void closed_loads(void **state)
{
    (void)state;
    refuses("{" SERVICE ",'load':{'arrivals':'closed','population':5},"
            "'timeline':{'events':[{'at_s':1,'load_rps':5}]}}",
            ": timeline.events[0]: found a load, but this one is closed: its population does not change");
    refuses("{" SERVICE ",'load':{'arrivals':'closed','population':5},'timeline':{'profile':{'daily':{}}}}",
            ": timeline.profile: found a profile, but the load is closed: its population does not change");
}

static void no_event(const char *event, const char *message)
{
    char json[600], where[300];
    snprintf(json, sizeof json, "{" PLACES ",'timeline':{'events':[{%s}]}}", event);
    snprintf(where, sizeof where, ": timeline.events[0]%s", message);
    refuses(json, where);
}

/* A zone that has a name needs no more; tiers and hosts come first. */
static void zones_by_name(void **state)
{
    (void)state;
    struct scenario *s =
        reads("{" PLACES ",'timeline':{'events':[{'at_s':1,'kill':'b'},{'at_s':1,'kill':'web'}]}}");
    const struct event *e = s->timeline.event;
    assert_true(e[0].zone == 1 && e[0].host == SCENARIO_NONE && e[0].tier == SCENARIO_NONE);
    assert_string_equal(e[0].target, "zone:b");
    assert_true(e[1].zone == SCENARIO_NONE && e[1].host == 1);
    scenario_destroy(s);
}

static void refusals_of_events(void **state)
{
    (void)state;
    no_event("'at_s':1", ": found no action, expected load_rps, kill, repair, slow, flush or another");
    no_event("'kill':'db'", ": found no 'at_s', expected it: when it happens");
    no_event("'at_s':1,'kill':'db','flush':'db'", ": found 'kill' and 'flush', expected one action");
    no_event("'at_s':1,'kill':'bd'", ".kill: there is no tier, host or zone 'bd'; did you mean 'db'?");
    no_event("'at_s':1,'kill':'zone:c'", ".kill: there is no zone 'c' (zones are counted from 0)");
    no_event("'at_s':1,'kill':'db[x]'", ".kill: found 'db[x]', expected a member such as 'app[2]'");
    no_event("'at_s':1,'kill':'db[2]'",
             ".kill: found 'db[2]', but there are only 2 (they are counted from 0)");
    no_event("'at_s':1,'kill':'app.primary'",
             ".kill: found 'app.primary', but only databases have a primary");
    no_event("'at_s':1,'kill':'db.replica'", ".kill: found 'db.replica', but it has no replicas");
    no_event("'at_s':1,'kill':'db.read'",
             ".kill: found 'db.read', expected a member such as 'app[2]', 'db.primary' or 'db.replica'");
    no_event("'at_s':1,'kill':'db','factor':2", ": found 'factor', which does not go with 'kill'");
    no_event("'at_s':1,'deploy':'app','for_s':2", ": found 'for_s', which does not go with 'deploy'");
    no_event("'at_s':1,'slow':'app','count':2", ": found 'count', which does not go with 'slow'");
    no_event("'at_s':1,'add':'app','count':1.5", ".count: found 1.5, expected a whole number");
    no_event("'at_s':1,'remove':'app','count':9", ".remove: found 9 members to remove, but there is only 1");
    no_event("'at_s':1,'kill':'s3'", ".kill: the tier 's3' has no host; nothing of it can change");
    no_event("'at_s':1,'flush':'app'", ".flush: 'app' is no cache tier with a memory");
    no_event("'at_s':1,'add':'db'", ".add: 'db' is no group of services or balancers");
    no_event("'at_s':1,'deploy':'zone:a'", ".deploy: found a zone, expected a tier or a host");
    no_event("'at_s':1,'scale':'web'", ".scale: the machine of 'web' has no limit of cores");
    no_event("'at_s':1,'ramp_to_rps':5", ".for_s: found no time, expected the length of the ramp");
    no_event("'at':1,'kill':'db'", ".at: found no unit, expected a time; did you mean 'at_s'?");
}

static void refusals(void **state)
{
    (void)state;
    refuses("{'tiers':{},'classes':{}}", ": tiers: found no tier, expected at least one");
    refuses("{'tiers':{'a':{'kind':'service'}},'classes':{}}",
            ": classes: found no class, expected at least one");
    refuses("{'classes':{}}", ": found no 'tiers', expected it: the parts of the architecture, by name");
    refuses("{" SERVICE ",'schema':2}", ": schema: found 2, expected 1, the version of this format");
    refuses("{" SERVICE ",'stage':7}", ": stage: found 7, expected a whole number from 0 to 6");
    refuses("{" SERVICE ",'run':{'seed':1.5}}",
            ": run.seed: found 1.5, expected a whole number of at least 0");
    refuses("{" SERVICE ",'run':{'confidence':95}}",
            ": run.confidence: found 95, expected a number from 0.5 to 0.9999");
    refuses("{" SERVICE ",'assert':'x'}",
            ": assert: found 'x', expected a list of conditions, or an object of them");
    refuses("{" SERVICE ",'assert':[3]}",
            ": assert[0]: found 3, expected a condition such as 'wall.rps >= 1000'");
    refuses("{" SERVICE ",'data':{'k':{}}}",
            ": data.k: found no 'keys', expected it: how many keys there are");
    refuses("{" SERVICE ",'data':{'k':{'keys':10,'zipf_s':-1}}}",
            ": data.k.zipf_s: found -1, expected a number from 0 to 10");
    refuses("{'tiers':{'app':{'kind':'service'}},'classes':{'a':{'path':['app'],'share':0}}}",
            ": classes.a.share: found 0, expected a number above 0");
    refuses("{'tiers':{'app':{'kind':'service'}},'classes':{'a':{'path':['app'],'retries':1.5}}}",
            ": classes.a.retries: found 1.5, expected a whole number from 0 to 1000");
    refuses("{'tiers':{'c':{'kind':'cache','memory_gib':1}},'classes':{'a':{'path':['c']}}}",
            ": classes.a.key: found no key space, expected one: the cache 'c' has 'memory_gib'");
    refuses("{" SERVICE ",'timeline':{'interval_s':10,'length_s':5}}",
            ": timeline.interval_s: found 10 s, expected at most the length, 5 s");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes),
        cmocka_unit_test(small_parts),
        cmocka_unit_test(timelines),
        cmocka_unit_test(profiles),
        cmocka_unit_test(closed_loads),
        cmocka_unit_test(zones_by_name),
        cmocka_unit_test(refusals_of_events),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
