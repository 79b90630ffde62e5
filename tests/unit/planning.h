/*
 * planning: architectures for the tests of what sizes them. A request takes 10 ms of CPU, so c cores are full
 * at 100 c requests a second; the balancer takes a thousandth of that.
 */
#ifndef KNEEWALL_TESTS_PLANNING_H
#define KNEEWALL_TESTS_PLANNING_H

#include "sim/input/document.h"
#include "tests/unit/reading.h"

#define ONE_BOX                                                                                              \
    "{'schema':1,'machines':{'box':{'like':'m7i.large'}},'hosts':{'box':{'machine':'box'}},"                 \
    "'tiers':{'app':{'kind':'service','host':'box','demand':{'cpu_ms':10}}},"                                \
    "'classes':{'all':{'path':['app']}}}"

#define MANY_BOXES                                                                                           \
    "{'schema':1,'machines':{'box':{'like':'m7i.large'},'lb':{'like':'c7i.large'}},"                         \
    "'hosts':{'box':{'machine':'box','count':2},'lb':{'machine':'lb'}},"                                     \
    "'tiers':{'lb':{'kind':'balancer','host':'lb','demand':{'cpu_us':10}},"                                  \
    "'app':{'kind':'service','host':'box','demand':{'cpu_ms':10}}},"                                         \
    "'classes':{'all':{'path':['lb','app']}}}"

/* A machine that is not one of the catalogue's. */
#define OWN_BOX                                                                                              \
    "{'schema':1,'machines':{'box':{'cores':2,'usd_per_h':1}},'hosts':{'box':{'machine':'box'}},"            \
    "'tiers':{'app':{'kind':'service','host':'box','demand':{'cpu_ms':10}}},"                                \
    "'classes':{'all':{'path':['app']}}}"

struct planning {
    struct document *document;
    struct scenario *scenario;
};

/* ' stands for ". */
static inline struct planning planning_of(const char *text)
{
    struct input_error error = { "" };
    char *json = quoted(text);
    struct planning p = { .document = document_parse(json, strlen(json), "t.json", &error) };
    if (p.document) p.scenario = scenario_of(p.document, NULL, 0, &error);
    if (!p.scenario) fail_msg("%s", error.text);
    free(json);
    return p;
}

static inline void planning_finish(struct planning *p)
{
    scenario_destroy(p->scenario);
    document_destroy(p->document);
}

#endif
