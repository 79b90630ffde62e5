/*
 * advice: a result in three sentences: the wall and what it is, what doubling that gains, the cheapest next
 * step. Each is made from computed numbers, with the half-width of its interval where it was simulated; what
 * is not known is left out.
 */
#ifndef KNEEWALL_REPORT_ADVICE_H
#define KNEEWALL_REPORT_ADVICE_H

#include "sim/study/result.h"

#include <stddef.h>

/* Plain text, cut off where it does not fit; "" where there is no load to vary. Pure, thread safe. */
void advice_text(const struct scenario_result *result, char *text, size_t size);

#endif
