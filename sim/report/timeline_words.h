/*
 * timeline_words: what the reports of a timeline share: sums over its intervals, spans of time as people say
 * them, and what of it is worth showing. Pure, thread safe.
 */
#ifndef KNEEWALL_REPORT_TIMELINE_WORDS_H
#define KNEEWALL_REPORT_TIMELINE_WORDS_H

#include "sim/report/number.h"
#include "sim/study/timeline.h"

#include <stdbool.h>

/* Requests of a run, mean over the replications. */
struct timeline_totals {
    double offered, good, error[ERROR_KINDS], failed;
};
struct timeline_totals timeline_totals(const struct timeline_result *result);

/* The end of the last interval, s; 0: there is none. */
double timeline_end(const struct timeline_result *result);

/* "300 ms", "45 s", "3.5 min", "4.4 h", "2.1 days"; a whole number of seconds below 10 min stays seconds. */
void timeline_span(double seconds, char text[NUMBER_SIZE]);

/* The same as a column or an axis of so many seconds reads best: s, min, h or days. */
struct number_unit timeline_unit(double length);

/* The tiers whose members become more or fewer, one a host; returns how many, at most `most`. */
uint32_t timeline_scaled(const struct timeline_result *result, uint32_t *tier, uint32_t most);

/* Quantities of an interval that may say nothing. */
enum timeline_quantity {
    TIMELINE_BACKLOG,
    TIMELINE_MESSAGES,
    TIMELINE_LAG,
    TIMELINE_HITS,
    TIMELINE_ERRORS,
};
bool timeline_says(const struct timeline_result *result, enum timeline_quantity quantity);

/* Sum of all kinds of errors of an interval, 1/s. */
double timeline_errors(const struct timeline_interval *interval);

/* The resource that is busiest at its peak, and how busy it is then; NETWORK_NONE. */
uint32_t timeline_busiest(const struct timeline_result *result, double *utilization);

#endif
