/* Demands: plain numbers, distributions, and what contradicts itself. */
#include "reading.h"

#include <math.h>
#include <unistd.h>

static struct demand demand_of(const char *demand)
{
    char text[800];
    snprintf(text, sizeof text,
             "{'tiers':{'app':{'kind':'service','demand':{%s}}},'classes':{'a':{'path':['app']}}}", demand);
    struct scenario *s = reads(text);
    const struct operation op = s->tier[0].demand;
    scenario_destroy(s);
    return strncmp(demand, "'cpu", 4) == 0   ? op.cpu
           : strncmp(demand, "'ram", 4) == 0 ? op.ram
                                             : op.disk_reads;
}

static void refused(const char *demand, const char *message)
{
    char text[800], where[300];
    snprintf(text, sizeof text,
             "{'tiers':{'app':{'kind':'service','demand':{%s}}},'classes':{'a':{'path':['app']}}}", demand);
    snprintf(where, sizeof where, ": tiers.app.demand.%s", message);
    refuses(text, where);
}

static void is(struct demand d, enum demand_kind kind, double mean, double cv)
{
    assert_int_equal(d.kind, kind);
    assert_near(d.mean, mean, 1e-12 * mean);
    assert_near(d.cv, cv, 1e-12);
}

static void plain_numbers(void **state)
{
    (void)state;
    is(demand_of("'cpu_ms':10"), DEMAND_EXPONENTIAL, 0.01, 1);
    is(demand_of("'cpu_us':10"), DEMAND_EXPONENTIAL, 1e-5, 1);
    is(demand_of("'cpu_ms':0"), DEMAND_CONSTANT, 0, 0);
    is(demand_of("'ram_kib':4"), DEMAND_CONSTANT, 4096, 0);
    is(demand_of("'disk_reads':0.5"), DEMAND_CONSTANT, 0.5, 0);
}

static void distributions(void **state)
{
    (void)state;
    is(demand_of("'cpu_ms':{'mean':2}"), DEMAND_EXPONENTIAL, 2e-3, 1);
    is(demand_of("'ram_kib':{'mean':2}"), DEMAND_CONSTANT, 2048, 0);
    is(demand_of("'cpu_ms':{'mean':2,'cv':1.5}"), DEMAND_LOGNORMAL, 2e-3, 1.5);
    is(demand_of("'cpu_ms':{'mean':2,'cv':0}"), DEMAND_CONSTANT, 2e-3, 0);
    is(demand_of("'cpu_ms':{'dist':'constant','mean':2}"), DEMAND_CONSTANT, 2e-3, 0);
    is(demand_of("'cpu_ms':{'dist':'erlang','mean':2,'k':4}"), DEMAND_ERLANG, 2e-3, 0.5);
    is(demand_of("'cpu_ms':{'dist':'erlang','mean':2,'cv':0.5}"), DEMAND_ERLANG, 2e-3, 0.5);
    is(demand_of("'cpu_ms':{'dist':'gamma','mean':2,'cv':0.7}"), DEMAND_GAMMA, 2e-3, 0.7);
    is(demand_of("'cpu_ms':{'dist':'hyperexp','mean':2,'cv':3}"), DEMAND_HYPEREXP, 2e-3, 3);
    is(demand_of("'cpu_ms':{'dist':'uniform','min':1,'max':3}"), DEMAND_UNIFORM, 2e-3, 1 / sqrt(12));
    is(demand_of("'cpu_ms':{'dist':'pareto','mean':2,'alpha':3}"), DEMAND_PARETO, 2e-3, sqrt(1.0 / 3));
    is(demand_of("'disk_reads':{'dist':'geometric','mean':2}"), DEMAND_GEOMETRIC, 2, sqrt(0.5));
    struct demand bounded = demand_of("'cpu_ms':{'dist':'pareto','mean':2,'alpha':1.5,'max':1000}");
    assert_near(bounded.mean, 2e-3, 1e-9);
    assert_true(isfinite(bounded.cv));
    is(demand_of("'cpu_ms':{'values':[1,3]}"), DEMAND_EMPIRICAL, 2e-3, 0.5);
    is(demand_of("'cpu_ms':{'dist':'empirical','values':[1,3],'mean':4}"), DEMAND_EMPIRICAL, 4e-3, 0.5);
}

static void contradictions(void **state)
{
    (void)state;
    refused("'cpu_ms':-1", "cpu_ms: found -1, expected a number of at least 0");
    refused("'cpu_ms':1e14", "cpu_ms: found 100000000000000, expected a number from 0 to 1e+13");
    refused("'cpu_ms':'2'", "cpu_ms: found '2', expected a number or an object with 'dist' and 'mean'");
    refused("'cpu_ms':{}", "cpu_ms: found no usable 'exponential', expected a mean of at least 0");
    refused("'cpu_ms':{'men':2}", "cpu_ms.men: unknown key; did you mean 'mean'?");
    refused("'cpu_ms':{'mean':-2}", "cpu_ms.mean: found -2, expected a number of at least 0");
    refused(
        "'cpu_ms':{'dist':'exponental','mean':2}",
        "cpu_ms.dist: found 'exponental', expected 'constant', 'exponential', 'erlang', 'gamma', 'hyperexp', "
        "'lognormal', 'pareto', 'uniform', 'geometric' or 'empirical'; did you mean 'exponential'?");
    refused("'cpu_ms':{'dist':'hyperexp','mean':2,'cv':0.5}",
            "cpu_ms: found no usable 'hyperexp', expected a cv of at least 1");
    refused("'cpu_ms':{'dist':'exponential','mean':2,'cv':2}",
            "cpu_ms.cv: has no meaning for the distribution 'exponential'");
    refused("'cpu_ms':{'dist':'constant','mean':2,'cv':1}",
            "cpu_ms.cv: has no meaning for the distribution 'constant'");
    refused("'cpu_ms':{'dist':'lognormal','mean':2,'cv':1,'k':3}",
            "cpu_ms.k: has no meaning for the distribution 'lognormal'");
    refused("'cpu_ms':{'dist':'pareto','mean':2,'alpha':1}",
            "cpu_ms: found no usable 'pareto', expected a tail index alpha above 1");
    refused("'cpu_ms':{'dist':'uniform','min':3,'max':1}",
            "cpu_ms: found no usable 'uniform', expected a largest value above the smallest");
    refused("'cpu_ms':{'values':[]}", "cpu_ms.values: found an empty list, expected a list of numbers");
    refused("'cpu_ms':{'values':[1,-2]}", "cpu_ms.values[1]: found -2, expected a number of at least 0");
    refused("'cpu_ms':{'values':[1],'file':'x'}", "cpu_ms.file: found 'values' too, expected one of them");
}

static void values_from_a_file(void **state)
{
    (void)state;
    char name[] = "/tmp/test_demand.XXXXXX", text[200], message[300];
    const int file = mkstemp(name);
    assert_true(file >= 0);
    assert_int_equal(write(file, "1\n2.5\r\n\n8.5e0", 13), 13);
    snprintf(text, sizeof text, "'cpu_ms':{'dist':'empirical','file':'%s'}", name);
    const struct demand d = demand_of(text);
    assert_near(d.mean, 4e-3, 1e-12);
    assert_int_equal(d.values, 3);
    assert_int_equal(write(file, "\nx\n", 3), 3);
    close(file);
    snprintf(message, sizeof message, "cpu_ms.file: %s: line 4: expected a number of at least 0", name);
    refused(text, message);
    unlink(name);
    snprintf(message, sizeof message, "cpu_ms.file: %s: cannot read it: No such file or directory", name);
    refused(text, message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_numbers),
        cmocka_unit_test(distributions),
        cmocka_unit_test(contradictions),
        cmocka_unit_test(values_from_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
