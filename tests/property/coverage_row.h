/*
 * coverage_row: a scenario of which the truth is known, and one run of it with a seed of its own.
 *
 * A row of coverage.json: "name"; "scenario", with one load; "truth", an object of quantities (those of
 * tests/oracle/quantity.h, "error_ratio" and "growth" with their intervals, and "wall" and "knee", for which
 * the whole study runs) and what they are; "source" of the truth, for people; "seeds" (200); "oracle": the
 * requests that an estimator of known variance needs for p99 within 5 %. "quick": part of the default suite,
 * with these few seeds. "stable": false where no steady state exists. "mean_precision" as for a point where
 * the knee may be. "wider": quantities whose intervals may cover more. "cost": "told", where the precision is
 * not expected to be reached.
 */
#ifndef KNEEWALL_TESTS_PROPERTY_COVERAGE_ROW_H
#define KNEEWALL_TESTS_PROPERTY_COVERAGE_ROW_H

#include "models/architecture/network.h"
#include "sim/study/interval.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COVERAGE_QUANTITIES = 10 };

struct coverage_known {
    const char *name;
    double truth;
    bool wider_is_fine;
};

struct coverage_row {
    const char *name;
    struct scenario *scenario;
    struct network *network;
    struct coverage_known known[COVERAGE_QUANTITIES];
    size_t knowns;
    uint32_t seeds;
    double oracle, precision, mean_precision;
    bool quick, whole_study, is_stable, cost_is_told;
    void *json; /* the names' */
};

struct coverage_sample {
    struct interval interval[COVERAGE_QUANTITIES]; /* in the order of `known`; NAN: not there */
    double requests;                               /* kept; of a whole study, all */
    bool converged, stable;
};

/* All rows of a file; NULL with a message on standard error. */
struct coverage_row *coverage_rows_read(const char *path, size_t *count);
void coverage_rows_free(struct coverage_row *rows, size_t count);

/* One run, thread safe. `fixed` > 0: so many requests, whatever the precision. */
void coverage_row_run(const struct coverage_row *row, uint64_t seed, double fixed,
                      struct coverage_sample *sample);

#endif
