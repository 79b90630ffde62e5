/* The load of a timeline from files: tables, traces, access logs. */
#include "tests/unit/reading.h"

#include <math.h>
#include <unistd.h>

static char directory[] = "/tmp/test_profile_file.XXXXXX";

static int enter(void **state)
{
    (void)state;
    return mkdtemp(directory) && chdir(directory) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    (void)state;
    return unlink("file") == 0 && chdir("/") == 0 && rmdir(directory) == 0 ? 0 : -1;
}

static void put(const char *text)
{
    FILE *file = fopen("file", "w");
    fputs(text, file);
    fclose(file);
}

/* A scenario with this profile; ' stands for ". The caller destroys it. */
static struct scenario *with(const char *profile)
{
    char text[2000];
    snprintf(
        text, sizeof text,
        "{'schema':1,'data':{'few':{'keys':3},'many':{'keys':1000}},'tiers':{'app':{'kind':'service'}},"
        "'classes':{'a':{'path':['app'],'key':'many'},'b':{'path':['app'],'key':'few'},'c':{'path':['app']}},"
        "'timeline':{'profile':%s}}",
        profile);
    return reads(text);
}

static void tables(void **state)
{
    (void)state;
    put("# measured\nt_min;load_rps\n0;100\n1;1,5\n1;300\n");
    struct scenario *s = with("{'csv':'file'}");
    const struct load_profile *p = &s->timeline.profile;
    assert_int_equal(p->kind, PROFILE_TABLE);
    assert_int_equal(p->points, 3);
    assert_false(p->is_factor);
    assert_true(p->point[1].at == 60 && p->point[1].value == 1.5 && p->point[2].at == 60);
    scenario_destroy(s);
    put("0,100\n10,50\n"); /* no header: time, load */
    s = with("{'csv':'file'}");
    assert_true(s->timeline.profile.point[1].at == 10 && s->timeline.profile.point[1].value == 50);
    scenario_destroy(s);
    put("time,factor\n0,1\n10,2.5\n");
    s = with("{'csv':'file'}");
    assert_true(s->timeline.profile.is_factor && s->timeline.profile.point[1].value == 2.5);
    scenario_destroy(s);
}

static void traces(void **state)
{
    (void)state;
    put("key,t_ms,class\n7,1000,a\n,1250,b\n-,1250,\n2,3000,b\n");
    struct scenario *s = with("{'trace':'file'}");
    const struct load_profile *p = &s->timeline.profile;
    static const struct profile_request expected[] = {
        { 0, 0, 7 }, { 0.25, 1, SCENARIO_NONE }, { 0.25, SCENARIO_NONE, SCENARIO_NONE }, { 2, 1, 2 }
    };
    assert_int_equal(p->kind, PROFILE_REPLAY);
    assert_int_equal(p->requests, 4);
    for (int i = 0; i < 4; i++) {
        assert_true(p->request[i].at == expected[i].at);
        assert_int_equal(p->request[i].class, expected[i].class);
        assert_int_equal(p->request[i].key, expected[i].key);
    }
    scenario_destroy(s);
}

#define LINE(time, request)                                                                                  \
    "10.0.0.1 - frank [" time "] \"" request "\" 200 2326 \"http://x/\" \"agent \\\" [1]\"\n"

static const char log_text[] = LINE("29/Feb/2024:23:59:59 +0000", "GET /popular?id=1 HTTP/1.1")
    LINE("01/Mar/2024:01:00:00 +0100", "POST /cart/add HTTP/1.1") /* a second later */
    LINE("29/Feb/2024:23:59:59 +0000", "GET /cart/show HTTP/1.1") /* ended late */
    LINE("01/Mar/2024:00:00:00 +0000", "GET /popular?id=2 HTTP/1.1") LINE(
        "01/Mar/2024:00:00:00.250 +0000", "GET /rare HTTP/1.1") "\n" LINE("29/Feb/2024:19:00:01 -0500", "-");

static void logs(void **state)
{
    (void)state;
    put(log_text);
    struct scenario *s =
        with("{'log':{'file':'file','spread':'even','classes':{'/cart/':'b','POST /cart':'c','GET /':'a'}}}");
    const struct load_profile *p = &s->timeline.profile;
    assert_int_equal(p->kind, PROFILE_REPLAY);
    assert_int_equal(p->requests, 6);
    /* Second 0 has two, second 1 has three of which one knows its fraction, second 2 has one. */
    static const double at[] = { 0.25, 0.75, 1 + 0.5 / 3, 1.25, 1.5, 2.5 };
    static const uint32_t class[] = { 0, 1, 2, 0, 0, SCENARIO_NONE };
    /* Ranks: /popular 0; each of the others was asked for once, in the order of the log. */
    static const uint32_t key[] = { 0, 2, SCENARIO_NONE, 3, 0, 1 };
    for (int i = 0; i < 6; i++) {
        assert_near(p->request[i].at, at[i], 1e-9);
        assert_int_equal(p->request[i].class, class[i]);
        assert_int_equal(p->request[i].key, key[i]);
    }
    scenario_destroy(s);
}

/* Uniform over the second: counts and means as of a Poisson process given the number. */
static void spreading(void **state)
{
    (void)state;
    FILE *file = fopen("file", "w");
    for (int i = 0; i < 6000; i++)
        fprintf(file, "h - - [10/Oct/2000:13:55:%02d -0700] \"GET / HTTP/1.0\" 200 1\n", i / 3000);
    fclose(file);
    struct scenario *s = with("{'log':{'file':'file'}}"), *again = with("{'log':{'file':'file'}}");
    const struct load_profile *p = &s->timeline.profile;
    assert_int_equal(p->requests, 6000);
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < 6000; i++) {
        const double inside = p->request[i].at - floor(p->request[i].at);
        assert_int_equal((int)p->request[i].at, i / 3000);
        assert_true(i == 0 || p->request[i].at >= p->request[i - 1].at);
        assert_true(p->request[i].at == again->timeline.profile.request[i].at);
        sum += inside;
        squares += (inside - 0.5) * (inside - 0.5);
    }
    assert_near(sum / 6000, 0.5, 0.01); /* five standard errors are 0.019 */
    assert_near(squares / 6000, 1 / 12.0, 0.005);
    scenario_destroy(s);
    scenario_destroy(again);
    s = with("{'log':{'file':'file','spread':'together'}}");
    assert_true(s->timeline.profile.request[2999].at == 0 && s->timeline.profile.request[3000].at == 1);
    scenario_destroy(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables),
        cmocka_unit_test(traces),
        cmocka_unit_test(logs),
        cmocka_unit_test(spreading),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
