/*
 * html_part: the parts of the page that html.h makes. Each prints well-formed HTML to a stream; none reads
 * anything but the result. Shared by the files html*.c only. Thread safe for distinct
 * streams.
 */
#ifndef KNEEWALL_REPORT_HTML_PART_H
#define KNEEWALL_REPORT_HTML_PART_H

#include "sim/study/result.h"

#include <stdio.h>

/* Latency, beside theory where that is known, throughput and utilization against load. */
void html_charts(const struct scenario_result *result, FILE *file);

/* Where the time of mean and slow requests goes, near the wall. */
void html_shares(const struct scenario_result *result, FILE *file);

/* The p99 of several scenarios on one axis. */
void html_compare_chart(const struct study_result *study, FILE *file);

/* Tiers, their hosts and who calls whom, as SVG. */
void html_diagram(const struct scenario_result *result, FILE *file);

/* The headline in a sentence, then the other findings as a list. */
void html_verdict(const struct scenario_result *result, FILE *file);

/* A row a load. */
void html_points(const struct scenario_result *result, FILE *file);

/* A row a scenario. */
void html_comparison(const struct study_result *study, FILE *file);

/* The complete scenario (JSON text of `check --print`), each default with its source. */
void html_scenario(const char *complete, FILE *file);

/* What the words mean. */
void html_definitions(const struct study_result *study, FILE *file);

#endif
