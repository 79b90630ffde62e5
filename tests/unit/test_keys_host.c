/* Machines, disks and hosts. */
#include "reading.h"

#include <math.h>

static struct scenario *hosts(const char *text)
{
    char json[1000];
    snprintf(json, sizeof json, "{%s," SERVICE "}", text);
    return reads(json);
}

static void refused(const char *text, const char *message)
{
    char json[1000];
    snprintf(json, sizeof json, "{%s," SERVICE "}", text);
    refuses(json, message);
}

static void machines_have_units(void **state)
{
    (void)state;
    struct scenario *s =
        hosts("'machines':{'m':{'cores':4,'speed':1.5,'ram_mib':512,'nic_gbps':8,'usd_per_h':0.2,"
              "'ssd':{'iops':3000,'latency_ms':1,'kib_per_s':100,'tib':2}}},"
              "'hosts':{'h':{'machine':'m'}}");
    const struct machine *m = &s->machine[0];
    assert_near(m->cores, 4, 0);
    assert_near(m->speed, 1.5, 0);
    assert_near(m->ram, 512 * 1048576.0, 0);
    assert_near(m->nic, 1e9, 0);
    assert_near(m->usd_per_h, 0.2, 0);
    assert_near(m->ssd.iops, 3000, 0);
    assert_int_equal(m->ssd.latency.kind, DEMAND_EXPONENTIAL);
    assert_near(m->ssd.latency.mean, 1e-3, 1e-15);
    assert_near(m->ssd.bandwidth, 102400, 0);
    assert_near(m->ssd.capacity, 2 * 1099511627776.0, 0);
    scenario_destroy(s);
}

static void what_is_not_written_is_ideal(void **state)
{
    (void)state;
    struct scenario *s = hosts("'hosts':{'h':{'machine':{}}}");
    const struct machine *m = &s->machine[0];
    const struct host *h = &s->host[0];
    assert_string_equal(m->name, "h");
    assert_true(isinf(m->cores) && isinf(m->ram) && isinf(m->nic) && isinf(m->ssd.iops) &&
                isinf(m->ssd.bandwidth));
    assert_true(m->speed == 1 && m->usd_per_h == 0);
    assert_true(h->count == 1 && !h->count_said && h->zones == 1 && !h->zone && h->reserve == 0);
    assert_int_equal(h->discipline, DISCIPLINE_PS);
    assert_true(h->pauses.every.mean == 0 && h->failures.mttf.mean == 0);
    scenario_destroy(s);
}

static void machines_come_from_three_places(void **state)
{
    (void)state;
    struct scenario *s =
        hosts("'machines':{'m7i.large':{'cores':1},'like':{'like':'m7i.large','cores':3,"
              "'ssd':{'iops':6000}}},"
              "'hosts':{'a':{'machine':'m7i.large'},'b':{'machine':'m7i.xlarge'},'c':{'machine':"
              "{'cores':5,'ssd':'nvme'}},'d':{'machine':'like'},'e':{'machine':'m7i.xlarge'}}");
    assert_near(s->machine[s->host[0].machine].cores, 1, 0); /* the scenario's own wins */
    assert_near(s->machine[s->host[1].machine].cores, 4, 0);
    assert_near(s->machine[s->host[2].machine].cores, 5, 0);
    assert_near(s->machine[s->host[2].machine].ssd.iops, 100000, 0);
    const struct machine *like = &s->machine[s->host[3].machine];
    assert_near(like->cores, 3, 0);
    assert_near(like->usd_per_h, 0.1008, 1e-12);
    assert_near(like->ssd.iops, 6000, 0);
    assert_near(like->ssd.latency.mean, 1.05e-3, 1e-12);
    assert_int_equal(s->host[1].machine, s->host[4].machine);
    scenario_destroy(s);
}

static void many_machines(void **state)
{
    (void)state;
    char text[3000] = "{'hosts':{";
    for (int i = 0; i < 40; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s'h%d':{'machine':{'cores':%d}}",
                 i ? "," : "", i, i + 1);
    strcat(text, "}," SERVICE "}");
    struct scenario *s = reads(text);
    assert_int_equal(s->machines, 40);
    for (uint32_t i = 0; i < 40; i++) assert_near(s->machine[s->host[i].machine].cores, i + 1, 0);
    scenario_destroy(s);
}

static void hosts_say_all(void **state)
{
    (void)state;
    struct scenario *s = hosts("'hosts':{'h':{'machine':{'ram_gib':8},'count':3,'zones':['a','b'],'"
                               "discipline':'fcfs','reserve_gib':1,"
                               "'oom':'kill','restart_min':1,'provision_s':60,'pauses':{'every_s':10,'for_ms'"
                               ":{'dist':'constant','mean':50}},"
                               "'failures':{'mttf_d':30,'mttr_h':1}},'z':{'machine':{},'zones':3}}");
    const struct host *h = &s->host[0];
    assert_true(h->count == 3 && h->count_said && h->zones == 2);
    assert_string_equal(h->zone[1], "b");
    assert_int_equal(h->discipline, DISCIPLINE_FCFS);
    assert_near(h->reserve, 1073741824, 0);
    assert_int_equal(h->oom, OOM_KILL);
    assert_near(h->restart, 60, 0);
    assert_near(h->pauses.every.mean, 10, 0);
    assert_int_equal(h->pauses.every.kind, DEMAND_EXPONENTIAL);
    assert_int_equal(h->pauses.length.kind, DEMAND_CONSTANT);
    assert_near(h->failures.mttf.mean, 30 * 86400.0, 1e-6);
    assert_int_equal(s->host[1].zones, 3);
    scenario_destroy(s);
}

static void refusals(void **state)
{
    (void)state;
    refused("'hosts':{'h':{}}", ": hosts.h: found no 'machine', expected it: what these hosts are");
    refused("'hosts':{'h':{'machine':'m7i.lage'}}",
            ": hosts.h.machine: there is no machine 'm7i.lage'; did you mean 'm7i.large'?");
    refused("'machines':{'one':{}},'hosts':{'h':{'machine':'on'}}",
            ": hosts.h.machine: there is no machine 'on'; did you mean 'one'?");
    refused("'hosts':{'h':{'machine':'nothing like it'}}",
            ": hosts.h.machine: there is no machine 'nothing like it', here or in the catalogue");
    refused("'hosts':{'h':{'machine':3}}",
            ": hosts.h.machine: found 3, expected the name of a machine, or a machine (an object)");
    refused("'hosts':{'h':{'machine':{'cores':0}}}",
            ": hosts.h.machine.cores: found 0, expected a number above 0, or 'unlimited'");
    refused("'machines':{'m':{'like':'m7i.lrge'}}",
            ": machines.m.like: the catalogue has no machine 'm7i.lrge'; did you mean 'm7i.large'?");
    refused("'machines':{'m':{'ssd':'gp4'}}",
            ": machines.m.ssd: the catalogue has no SSD 'gp4'; did you mean 'gp3'?");
    refused("'machines':{'m':{'ssd':{'iops':100}}}",
            ": machines.m.ssd.latency_us: found no latency, expected one above 0 beside 'iops'");
    refused("'hosts':{'h':{'machine':{},'count':0}}",
            ": hosts.h.count: found 0, expected a whole number from 1 to 100000");
    refused("'hosts':{'h':{'machine':{},'count':1.5}}",
            ": hosts.h.count: found 1.5, expected a whole number from 1 to 100000");
    refused("'hosts':{'h':{'machine':{},'zones':[]}}",
            ": hosts.h.zones: found an empty list, expected a number of zones, or a list of their names");
    refused("'hosts':{'h':{'machine':{'ram_gib':1},'reserve_gib':2}}",
            ": hosts.h.reserve_gib: found no less than the machine has, 1 GiB");
    refused("'hosts':{'h':{'machine':{},'pauses':{'every_s':1}}}",
            ": hosts.h.pauses: found no 'for_ms', expected it: how long a pause takes");
    refused("'hosts':{'h':{'machine':{},'discipline':'fifo'}}",
            ": hosts.h.discipline: found 'fifo', expected 'ps' or 'fcfs'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(machines_have_units),
        cmocka_unit_test(what_is_not_written_is_ideal),
        cmocka_unit_test(machines_come_from_three_places),
        cmocka_unit_test(many_machines),
        cmocka_unit_test(hosts_say_all),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
