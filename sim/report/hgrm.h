/*
 * hgrm: the percentile distribution of latencies as HdrHistogram prints it (Value, Percentile, TotalCount,
 * 1/(1-Percentile)), in milliseconds, five steps a halving; its plotters and parsers read it.
 *
 * Value is the upper edge of the bucket that holds the percentile (the exact maximum in the last one), so
 * that TotalCount, the samples up to that value, is exact.
 */
#ifndef KNEEWALL_REPORT_HGRM_H
#define KNEEWALL_REPORT_HGRM_H

#include "sim/study/result.h"

#include <stdio.h>

/* An empty histogram gives the heading and the footer. */
void hgrm_print(const struct histogram *histogram, FILE *file);

/* Every stable point of every scenario that kept its histogram. With more than one, each is preceded by a
 * comment line
 * "#[Scenario = ..., Offered = ... req/s]". */
void hgrm_print_study(const struct study_result *study, FILE *file);

#endif
