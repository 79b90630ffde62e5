/* Loads: in requests, in users, closed; arrivals of every kind; traces. */
#include "reading.h"

#include <math.h>
#include <unistd.h>

static struct scenario *with(const char *load)
{
    char text[800];
    snprintf(text, sizeof text, "{" SERVICE ",'load':{%s}}", load);
    return reads(text);
}

static void refused(const char *load, const char *message)
{
    char text[800], where[400];
    snprintf(text, sizeof text, "{" SERVICE ",'load':{%s}}", load);
    snprintf(where, sizeof where, ": load%s", message);
    refuses(text, where);
}

static void points(const char *load, uint32_t count, double first, double last)
{
    struct scenario *s = with(load);
    assert_int_equal(s->load.points, count);
    assert_int_equal(s->load.automatic, count == 0);
    if (count > 0) {
        assert_near(s->load.point[0], first, 1e-9 * first);
        assert_near(s->load.point[count - 1], last, 1e-9 * last);
    }
    scenario_destroy(s);
}

static void rates(void **state)
{
    (void)state;
    points("", 0, 0, 0);
    points("'rate_rps':'auto'", 0, 0, 0);
    points("'rate_rps':80", 1, 80, 80);
    points("'rate_rps':[50,80,90]", 3, 50, 90);
    points("'rate_rps':{'from':10,'to':100,'points':4}", 4, 10, 100);
    struct scenario *s = reads("{" SERVICE "}");
    assert_true(s->load.automatic && isnan(s->load.users_per_rps) && s->load.arrivals == ARRIVALS_POISSON);
    assert_near(s->load.batch.mean, 1, 0);
    scenario_destroy(s);
}

static void users(void **state)
{
    (void)state;
    points("'users':1000", 1, 10, 10); /* 0.1 active, 10 s */
    points("'users':[1000,5000],'active_ratio':0.2,'think_time_s':20", 2, 10, 50);
    points("'users':{'from':100,'to':1000,'points':10}", 10, 1, 10);
    points("'users':{'count':[1000],'active_ratio':0.5,'think_time_s':5}", 1, 100, 100);
    points("'users':{'active_ratio':0.5},'rate_rps':[7]", 1, 7, 7);
    struct scenario *s = with("'users':{'active_ratio':0.5,'think_time_min':1}");
    assert_true(s->load.automatic);
    assert_near(s->load.users_per_rps, 120, 1e-9);
    scenario_destroy(s);
}

static void closed(void **state)
{
    (void)state;
    struct scenario *s = with("'arrivals':'closed','population':[1,20],'think_time_s':4");
    assert_int_equal(s->load.arrivals, ARRIVALS_CLOSED);
    assert_int_equal(s->load.think.kind, DEMAND_EXPONENTIAL);
    assert_near(s->load.think.mean, 4, 0);
    assert_near(s->load.point[1], 20, 0);
    scenario_destroy(s);
    s = with("'population':{'from':1,'to':10,'points':4}");
    assert_int_equal(s->load.arrivals, ARRIVALS_CLOSED);
    assert_near(s->load.think.mean, 0, 0);
    scenario_destroy(s);
    points("'arrivals':'closed','population':'auto'", 0, 0, 0);
}

#define CLASSES(a, b, load)                                                                                  \
    "{'machines':{'m':{'cores':1}},'hosts':{'h':{'machine':'m'}},'tiers':{'app':{'kind':'service','host':"   \
    "'h','demand':{'cpu_s':1}}},'classes':{'a':{'path':['app']" a "},'b':{'path':['app']" b                  \
    "}},'load':{" load "}}"
#define CLOSED "'arrivals':'closed','think_time_s':3"

/* Users who keep their class. */
static void by_class(void **state)
{
    (void)state;
    struct scenario *s = reads(
        CLASSES(",'population':8", ",'population':2,'think_time_s':{'mean':9,'dist':'constant'}", CLOSED));
    assert_true(s->load.is_by_class && s->load.points == 1 && !s->load.automatic);
    assert_near(s->load.point[0], 10, 0);
    assert_int_equal(s->class[1].think.kind, DEMAND_CONSTANT);
    assert_near(s->class[0].think.mean, 3, 0);
    assert_near(s->class[0].share, 8 / 4.0, 1e-9); /* if nobody waits, a's users ask every 4 s */
    assert_near(s->class[1].share, 2 / 10.0, 1e-9);
    assert_near(s->load.think.mean, (2 * 3 + 0.2 * 9) / 2.2, 1e-9);
    scenario_destroy(s);
    refuses(CLASSES(",'population':8", "", CLOSED),
            ": classes.b: found no 'population', expected one as the other classes have");
    refuses(
        CLASSES(",'population':8", ",'population':2", CLOSED ",'population':4"),
        ": classes.a.population: found load.population too, expected one of them: users keep their class, or "
        "draw one for each request");
    refuses(CLASSES(",'population':8", ",'population':2", "'rate_rps':4"),
            ": classes.a.population: has no meaning unless load.arrivals is 'closed'");
    refuses(
        CLASSES(",'population':8", ",'population':2,'share':3", CLOSED),
        ": classes.b.share: has no meaning beside a population: how often its users ask follows from them");
    refuses(
        CLASSES(",'think_time_s':8", "", CLOSED ",'population':4"),
        ": classes.a.think_time_s: has no meaning without a population of the class; load.think_time_s has");
    refuses(CLASSES(",'population':8000000", ",'population':8000000", CLOSED),
            ": classes: found populations of 1.6e+07 in all, expected at most 1e+07");
}

static void arrivals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum arrivals arrivals;
        double cv;
    } rows[] = {
        { "'arrivals':'poisson'", ARRIVALS_POISSON, 1 }, { "'arrivals':'constant'", ARRIVALS_CONSTANT, 0 },
        { "'arrivals':{'cv':2}", ARRIVALS_RENEWAL, 2 },  { "'arrivals':{'cv':0.5}", ARRIVALS_RENEWAL, 0.5 },
        { "'arrivals':{'cv':0}", ARRIVALS_CONSTANT, 0 }, { "'arrivals':{'batch':3}", ARRIVALS_POISSON, 1 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scenario *s = with(rows[i].text);
        assert_int_equal(s->load.arrivals, rows[i].arrivals);
        assert_near(s->load.cv, rows[i].cv, 0);
        scenario_destroy(s);
    }
    struct scenario *s =
        with("'arrivals':{'bursty':{'burst_factor':3,'burst_s':5,'calm_min':1},'batch':{'mean':2}}");
    assert_int_equal(s->load.arrivals, ARRIVALS_BURSTY);
    assert_near(s->load.bursty.burst_factor, 3, 0);
    assert_near(s->load.bursty.calm_s, 60, 0);
    assert_near(s->load.batch.mean, 2, 0);
    scenario_destroy(s);
}

static void traces(void **state)
{
    (void)state;
    char name[] = "/tmp/test_load.XXXXXX", text[100], message[200];
    static const char csv[] = "path,time\r\n/a,10\r\n/b,10.5\n/c, 12\n\n";
    const int file = mkstemp(name);
    assert_true(file >= 0);
    assert_int_equal(write(file, csv, sizeof csv - 1), sizeof csv - 1);
    snprintf(text, sizeof text, "'arrivals':{'trace':'%s'}", name);
    struct scenario *s = with(text);
    assert_int_equal(s->load.arrivals, ARRIVALS_TRACE);
    assert_int_equal(s->load.trace.gaps, 2);
    assert_near(s->load.trace.gap[0], 0.5, 1e-12);
    assert_near(s->load.trace.gap[1], 1.5, 1e-12);
    scenario_destroy(s);
    assert_int_equal(write(file, "/d,11\n", 6), 6);
    close(file);
    snprintf(message, sizeof message,
             ".arrivals.trace: %s: line 6: found 11 after 12, expected times that never fall", name);
    refused(text, message);
    FILE *again = fopen(name, "w");
    fputs("1\n2\nthree\n", again);
    fclose(again);
    snprintf(message, sizeof message, ".arrivals.trace: %s: line 3: expected a time in seconds", name);
    refused(text, message);
    again = fopen(name, "w");
    fputs("1\n", again);
    fclose(again);
    snprintf(message, sizeof message, ".arrivals.trace: %s: found fewer than two times", name);
    refused(text, message);
    unlink(name);
}

static void refusals(void **state)
{
    (void)state;
    refused("'rate':3", ".rate: found no unit, expected requests a second; did you mean 'rate_rps'?");
    refused("'rate_rps':0", ".rate_rps: found 0, expected a number above 0");
    refused("'rate_rps':[1,'x']", ".rate_rps[1]: found 'x', expected a number above 0");
    refused("'rate_rps':[]", ".rate_rps: found an empty list, expected a number, a list of them, "
                             "{'from', 'to', 'points'} or 'auto'");
    refused("'rate_rps':{'from':10,'to':5,'points':3}",
            ".rate_rps.to: found 5, expected more than 'from', 10");
    refused("'rate_rps':{'from':10,'to':50}",
            ".rate_rps: found no 'points', expected it: how many loads, evenly spaced");
    refused("'rate_rps':3,'users':100", ".users: found 'rate_rps' too, expected one of them");
    refused("'arrivals':'closed'", ": found no 'population', expected it for a closed load: here, or in each "
                                   "class, whose users then keep it");
    refused("'arrivals':'closed','population':3,'rate_rps':4", ".rate_rps: has no meaning for a closed load");
    refused("'arrivals':'closed','population':2.5", ".population: found 2.5, expected a whole number");
    refused("'arrivals':'poisson','population':3",
            ".population: has no meaning unless 'arrivals' is 'closed'");
    refused("'arrivals':'poison'",
            ".arrivals: found 'poison', expected 'poisson', 'constant' or 'closed'; did you mean "
            "'poisson'?");
    refused("'arrivals':{'cv':2,'bursty':{}}",
            ".arrivals: found several of 'cv', 'bursty' and 'trace', expected one");
    refused("'arrivals':{'bursty':{'burst_factor':30,'burst_s':10,'calm_s':10}}",
            ".arrivals.bursty.burst_factor: found 30, expected at most 2: no requests are left for the calm");
    refused("'arrivals':{'batch':0}", ".arrivals.batch: found 0, expected a number from 1 to 100000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates),    cmocka_unit_test(users),    cmocka_unit_test(closed),
        cmocka_unit_test(by_class), cmocka_unit_test(arrivals), cmocka_unit_test(traces),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
