/* study: explorations of several scenarios side by side, by one crew of threads. */
#ifndef KNEEWALL_STUDY_STUDY_H
#define KNEEWALL_STUDY_STUDY_H

#include "sim/study/explore.h"
#include "sim/study/result.h"

/*
 * One scenario to study, and what was varied in it ("hosts.web.count=8"; NULL: nothing). Both are borrowed.
 * `hash` is only handed on to the result. With variants, their walls are looked for, with common random
 * numbers (counterfactual.h), in place of the one with the wall's resource doubled: `moved` of the result. A
 * variant of NULL is passed over.
 */
struct study_item {
    const struct scenario *scenario;
    const char *set;
    uint64_t hash;
    const struct scenario *const *variant;
    uint32_t variants;
};

/*
 * Studies all items with `jobs` threads, the caller's among them. The results are the same for any number of
 * threads. `result` has one entry an item, in order (study_result_finish frees them).
 */
void study_run(const struct study_item *items, uint32_t count, uint32_t jobs,
               struct explore_progress *progress, struct study_result *result);
void study_result_finish(struct study_result *result);

#endif
