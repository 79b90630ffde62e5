/* The grammar of paths: each is written back in a notation of its own and compared. */
#include "reading.h"

#include <math.h>

#define TIERS                                                                                                \
    "'tiers':{'lb':{'kind':'balancer'},'app':{'kind':'service'},'cache':{'kind':'cache','hit_ratio':0.5},"   \
    "'db':{'kind':'database','ops':{'read':{},'write':{}}},'s.3':{'kind':'store','ops':{'get':{}}}}"

/* A call is tier(calls), of an operation tier.op(...); parallel |n(...), sometimes ?p(...), repeat *n(...),
 * guard
 * !(...), sequence &(...). */
static void show(const struct scenario *s, const struct path *path, char *text, size_t size)
{
    for (; path; path = path->next) {
        size_t used = strlen(text);
        const struct tier *tier = path->kind == PATH_CALL ? &s->tier[path->tier] : NULL;
        switch (path->kind) {
        case PATH_CALL:
            snprintf(text + used, size - used, "%s%s%s", tier->name, path->op == &tier->demand ? "" : ".",
                     path->op == &tier->demand ? "" : path->op->name);
            break;
        case PATH_SEQUENCE: snprintf(text + used, size - used, "&"); break;
        case PATH_PARALLEL: snprintf(text + used, size - used, "|%u", path->need); break;
        case PATH_SOMETIMES: snprintf(text + used, size - used, "?%g", path->probability); break;
        case PATH_REPEAT:
            snprintf(text + used, size - used, "*%s%g", path->times.kind == DEMAND_GEOMETRIC ? "~" : "",
                     path->times.mean);
            break;
        case PATH_GUARD: snprintf(text + used, size - used, "!%g", path->patience.timeout); break;
        }
        if (path->child) {
            used = strlen(text);
            snprintf(text + used, size - used, "(");
            show(s, path->child, text, size);
            used = strlen(text);
            snprintf(text + used, size - used, ")");
        }
        used = strlen(text);
        if (path->next) snprintf(text + used, size - used, " ");
    }
}

static void means(const char *path, const char *expected)
{
    char json[1000], text[500] = "";
    snprintf(json, sizeof json, "{" TIERS ",'classes':{'a':{'path':%s}}}", path);
    struct scenario *s = reads(json);
    show(s, s->class[0].path, text, sizeof text);
    assert_null(s->class[0].path->next);
    scenario_destroy(s);
    assert_string_equal(text, expected);
}

static void no_path(const char *path, const char *message)
{
    char json[2000], where[300];
    snprintf(json, sizeof json, "{" TIERS ",'classes':{'a':{'path':%s}}}", path);
    snprintf(where, sizeof where, ": classes.a.path%s", message);
    refuses(json, where);
}

static void a_name_owns_the_rest_of_its_list(void **state)
{
    (void)state;
    means("['app']", "app");
    means("['lb','app','cache','db']", "lb(app(cache(db)))");
    means("['app','db.read']", "app(db.read)");
    means("['app','s.3']", "app(s.3)");
    means("['app','s.3.get']", "app(s.3.get)");
}

static void a_list_is_a_call_among_others(void **state)
{
    (void)state;
    means("['app',[['cache','db'],['s.3']]]", "app(cache(db) s.3)");
    means("['app',['cache','db'],['s.3']]", "app(cache(db) s.3)");
    means("['app',['cache','db'],'s.3']", "app(cache(db) s.3)");
    means("[['app'],['db']]", "&(app db)");
    means("[[['app']]]", "app");
}

static void objects(void **state)
{
    (void)state;
    means("['app',{'probability':0.2,'call':['db']},'s.3']", "app(?0.2(db) s.3)");
    means("['app',{'parallel':[['cache','db'],['s.3']]}]", "app(|0(cache(db) s.3))");
    means("['app',{'parallel':[['db'],[['db'],['s.3']],['s.3']],'need':2}]", "app(|2(db &(db s.3) s.3))");
    means("['app',{'repeat':10,'call':['db']}]", "app(*10(db))");
    means("['app',{'repeat':4,'dist':'geometric','call':['db']}]", "app(*~4(db))");
    means("['app',{'repeat':{'dist':'geometric','mean':4},'call':['db']}]", "app(*~4(db))");
    means("['app',{'timeout_ms':100,'retries':2,'call':['db']}]", "app(!0.1(db))");
    means("['app',{'probability':0.5,'repeat':2,'hedge_ms':5,'call':['cache','db']}]",
          "app(?0.5(*2(!inf(cache(db)))))");
    means("['app',{'call':['db']}]", "app(db)");
    means("['app',{'timeout_ms':10,'parallel':[['db'],['db']]}]", "app(!0.01(|0(db db)))");
}

static void what_is_no_path(void **state)
{
    (void)state;
    no_path("'app'", ": found 'app', expected a list of tiers, such as ['lb', 'app', 'db']");
    no_path("[]", ": found an empty path, expected at least one tier");
    no_path("['app',[]]", "[1]: found an empty path, expected at least one tier");
    no_path("['ap']", "[0]: there is no tier 'ap'; did you mean 'app'?");
    no_path("['nothing.here']", "[0]: there is no tier 'nothing'");
    no_path("['db.raed']", "[0]: tier 'db' has no operation 'raed'; did you mean 'db.read'?");
    no_path("['app.read']", "[0]: tier 'app' has no operation 'read' (it has no 'ops')");
    no_path("['app',3]", "[1]: found 3, expected the name of a tier, a list or an object of calls");
    no_path("[{}]", "[0]: found neither 'call' nor 'parallel', expected one of them");
    no_path("[{'call':['app'],'parallel':[['app']]}]",
            "[0]: found both 'call' and 'parallel', expected one of them");
    no_path("[{'call':'app'}]", "[0].call: found 'app', expected a path (a list)");
    no_path("[{'call':['app'],'probabilty':1}]", "[0].probabilty: unknown key; did you mean 'probability'?");
    no_path("[{'call':['app'],'probability':1.5}]",
            "[0].probability: found 1.5, expected a number from 0 to 1");
    no_path("[{'call':['app'],'need':1}]", "[0].need: has no meaning without 'parallel'");
    no_path("[{'parallel':[['app']],'need':2}]", "[0].need: found 2, expected at most the 1 branches");
    no_path("[{'parallel':[]}]", "[0].parallel: found an empty list, expected a list of paths");
    no_path("[{'parallel':['app']}]", "[0].parallel[0]: found 'app', expected a path (a list)");
    no_path("[{'call':['app'],'dist':'geometric'}]", "[0].dist: has no meaning without 'repeat'");
    no_path("[{'call':['app'],'repeat':0.5,'dist':'geometric'}]",
            "[0].repeat: found 0.5, expected a mean of at least 1");
    no_path("[{'call':['app'],'repeat':-1}]", "[0].repeat: found -1, expected a number of at least 0");
}

static void chains_are_limited(void **state)
{
    (void)state;
    char path[800] = "['app'";
    for (int i = 1; i < 70; i++) strcat(path, ",'app'");
    strcat(path, "]");
    no_path(path, "[64]: found a deeper chain, expected at most 64 calls");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_owns_the_rest_of_its_list),
        cmocka_unit_test(a_list_is_a_call_among_others),
        cmocka_unit_test(objects),
        cmocka_unit_test(what_is_no_path),
        cmocka_unit_test(chains_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
