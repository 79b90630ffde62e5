/* What an assert may say, told before anything is simulated. */
#include "sim/report/assertion.h"

#include "tests/unit/reading.h"

static struct scenario *with(const char *condition)
{
    char text[1024];
    snprintf(text, sizeof text,
             "{'schema':1,'name':'t','machines':{'m':{'cores':1}},'hosts':{'box':{'machine':'m'}},"
             "'tiers':{'app':{'kind':'service','host':'box','demand':{'cpu_ms':10}}},"
             "'classes':{'a':{'path':['app']}},'load':{'rate_rps':[20,50]},'assert':['%s']}",
             condition);
    return reads(text);
}

static void good_ones_are_understood(void **state)
{
    (void)state;
    static const char *const conditions[] = {
        "wall.rps >= 60",
        "wall.resource == box.cpu",
        "box.cpu != wall.next.resource",
        "wall.status == found",
        "knee.rps < wall.rps * 0.9",
        "at(50).latency_s.p99 < 0.2",
        "points[-1].resources.box.cpu.utilization + 1 <= 2",
        "points[1].tiers.app.wait_s > 0",
        "points[0].stable == 1",
        "wall.next.gain > 1.5",
        "cost.usd_per_h == 0",
    };
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        struct scenario *scenario = with(conditions[i]);
        char message[512] = "";
        if (!assertion_check(scenario, message, sizeof message)) fail_msg("%s: %s", conditions[i], message);
        scenario_destroy(scenario);
    }
}

static void bad_ones_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *condition, *expected;
    } bad[] = {
        { "wall.rsp >= 60", "a path of the result in place of \"wall.rsp\"" },
        { "wall.resorce == box.cpu", "a path of the result on one side" },
        { "wall.rps == box.cpu", "words on both sides, or numbers" },
        { "wall.resource > 3", "numbers, or == or != between words" },
        { "wall.rps 60", "one of == != < <= > >=" },
        { "wall.rps >=", "a number, a path of the result or a word" },
        { "wall.rps >= 60 70", "nothing more" },
        { "points[7].offered_rps > 1", "a path of the result in place of \"points[7].offered_rps\"" },
        { "points[0].resources.bax.cpu.utilization < 1",
          "a path of the result in place of \"points[0].resources.bax.cpu.utilization\"" },
        { "wall.resource * 2 > 1", "numbers on both sides of an operator" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct scenario *scenario = with(bad[i].condition);
        char message[512] = "", expected[512];
        snprintf(expected, sizeof expected, "t.json: assert: found \"%s\", expected %s", bad[i].condition,
                 bad[i].expected);
        if (assertion_check(scenario, message, sizeof message)) fail_msg("%s: understood", bad[i].condition);
        assert_string_equal(message, expected);
        scenario_destroy(scenario);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(good_ones_are_understood),
                                        cmocka_unit_test(bad_ones_are_refused) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
