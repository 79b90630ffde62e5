/* The buffer pool's hit ratio against its size. */
#include "models/architecture/buffer.h"

#include "tests/unit/reading.h"

#include <math.h>

#include "tests/unit/near.h"

#define DATABASE(data, classes)                                                                              \
    "{'schema':1,'tiers':{'app':{'kind':'service'},'db':{'kind':'database','page_b':8192,'demand':{'pages':" \
    "1}}},'data':{" data "},'classes':{" classes "},'load':{'rate_rps':1}}"

enum { DB = 1 };

struct fixture {
    struct scenario *scenario;
    struct buffer_def buffer;
    double *room;
};

static struct fixture begin(const char *text)
{
    struct fixture f = { .scenario = reads(text) };
    f.room = calloc(buffer_sizes(), sizeof *f.room);
    f.buffer = (struct buffer_def){ .tier = DB, .hit_ratio = NAN, .fixed_bytes = NAN, .parts = 1 };
    f.buffer.table = buffer_table(f.scenario, DB, f.room);
    return f;
}

static void finish(struct fixture *f)
{
    free(f->room);
    scenario_destroy(f->scenario);
}

/* Every key as popular: the share of the data that fits. */
static void uniform_keys(void **state)
{
    (void)state;
    struct fixture f =
        begin(DATABASE("'k':{'keys':1000000,'value_b':1024}", "'a':{'path':['db'],'key':'k'}"));
    const double data = 1e6 * 1024;
    for (double share = 0.05; share < 1; share += 0.05)
        assert_near(buffer_hit_ratio(&f.buffer, share * data), share, 0.02);
    assert_near(buffer_hit_ratio(&f.buffer, data), 1, 1e-3);
    finish(&f);
}

/* A row a page: LRU of 100 of 1000 keys of Zipf 1 hits 0.5765. */
static void zipf_keys(void **state)
{
    (void)state;
    struct fixture f =
        begin(DATABASE("'k':{'keys':1000,'value_b':8192,'zipf_s':1}", "'a':{'path':['db'],'key':'k'}"));
    assert_near(buffer_hit_ratio(&f.buffer, 100 * 8192), 0.5765, 0.006);
    finish(&f);
}

static void grows_with_memory(void **state)
{
    (void)state;
    struct fixture f =
        begin(DATABASE("'k':{'keys':1e7,'value_b':300,'zipf_s':0.8}", "'a':{'path':['app','db'],'key':'k'}"));
    double before = 0;
    for (double bytes = 1; bytes < 1e11; bytes *= 1.3) {
        const double hit = buffer_hit_ratio(&f.buffer, bytes);
        assert_true(hit >= before && hit <= 1);
        before = hit;
    }
    assert_near(before, 1, 0);
    assert_near(buffer_hit_ratio(&f.buffer, 0), 0, 0);
    assert_near(buffer_hit_ratio(&f.buffer, -5), 0, 0);
    assert_near(buffer_hit_ratio(&f.buffer, INFINITY), 1, 0);
    finish(&f);
}

/* A key space that is asked for more often gets more of the pool; one that does not come here gets none. */
static void key_spaces_share(void **state)
{
    (void)state;
    struct fixture one =
        begin(DATABASE("'k':{'keys':100000,'value_b':8192}", "'a':{'path':['db'],'key':'k'}"));
    struct fixture two =
        begin(DATABASE("'k':{'keys':100000,'value_b':8192},'l':{'keys':100000,'value_b':8192}",
                       "'a':{'share':9,'path':['db'],'key':'k'},'b':{'path':['db'],'key':'l'}"));
    struct fixture elsewhere =
        begin(DATABASE("'k':{'keys':100000,'value_b':8192},'l':{'keys':100000,'value_b':8192}",
                       "'a':{'share':9,'path':['db'],'key':'k'},'b':{'path':['app'],'key':'l'}"));
    const double bytes = 50000.0 * 8192;
    assert_near(buffer_hit_ratio(&one.buffer, bytes), 0.5, 0.02);
    assert_near(buffer_hit_ratio(&elsewhere.buffer, bytes), buffer_hit_ratio(&one.buffer, bytes), 1e-9);
    const double shared = buffer_hit_ratio(&two.buffer, bytes);
    assert_true(shared > 0.4 && shared < 0.5);
    finish(&one);
    finish(&two);
    finish(&elsewhere);
}

/* Four servers with a quarter of the data each have room for four times as much. */
static void parts_add_up(void **state)
{
    (void)state;
    struct fixture f =
        begin(DATABASE("'k':{'keys':1000000,'value_b':1024,'zipf_s':0.7}", "'a':{'path':['db'],'key':'k'}"));
    const double whole = buffer_hit_ratio(&f.buffer, 4e8);
    f.buffer.parts = 4;
    assert_near(buffer_hit_ratio(&f.buffer, 1e8), whole, 1e-12);
    finish(&f);
}

static void no_keys_no_misses(void **state)
{
    (void)state;
    struct fixture f = begin(DATABASE("", "'a':{'path':['db']}"));
    assert_int_equal(f.buffer.table.sizes, 0);
    assert_near(buffer_hit_ratio(&f.buffer, 1), 1, 0);
    f.buffer.hit_ratio = 0.3; /* what is said counts */
    assert_near(buffer_hit_ratio(&f.buffer, 1e12), 0.3, 0);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uniform_keys),      cmocka_unit_test(zipf_keys),
        cmocka_unit_test(grows_with_memory), cmocka_unit_test(key_spaces_share),
        cmocka_unit_test(parts_add_up),      cmocka_unit_test(no_keys_no_misses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
