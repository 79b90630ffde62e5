/*
 * wording: names of things and phrases that several reports share. All write a terminated string into the
 * caller's buffer, cut off where it does not fit. Pure, thread safe.
 */
#ifndef KNEEWALL_REPORT_WORDING_H
#define KNEEWALL_REPORT_WORDING_H

#include "sim/study/result.h"

#include <stddef.h>
#include <stdio.h>

enum { WORDING_NAME = 96, WORDING_TEXT = 512 };

/* "web.cpu"; with a member "pg[3].cpu". NETWORK_NONE as a member: the group; as a resource: "none". */
void wording_resource(const struct network *network, uint32_t resource, uint32_t member, char *text,
                      size_t size);

/* The resource that is the wall, with its member if that one is hot at the load nearest to the wall. */
void wording_wall(const struct scenario_result *result, char *text, size_t size);

/* Whether one member is so much busier than its group that the group's mean would mislead. */
bool wording_is_hot(const struct network *network, const struct resource_result *resource);

/* The member to name: the hottest where it is hot, else NETWORK_NONE. */
uint32_t wording_member(const struct network *network, const struct resource_result *resource);

/* Utilization of what wording_member() names. */
double wording_busy(const struct network *network, const struct resource_result *resource);

/* The busiest resource of a point: NULL if there is none. RAM is not in the race, for a buffer pool fills it
 * at any load. */
const struct resource_result *wording_busiest(const struct network *network,
                                              const struct point_result *point);

/* What a backlog counts: "requests", or "jobs" where one request is several at a time. */
const char *wording_backlog(const struct network *network);

/* The resource of a point by its number; NULL. */
const struct resource_result *wording_find(const struct network *network, const struct point_result *point,
                                           uint32_t resource);

/* "twice the CPU", "twice as many threads". */
void wording_twice(const struct network *network, uint32_t resource, char *text, size_t size);

/* Why the wall is there, as a clause: "p99 passes 300 ms", "errors pass 1 %". */
void wording_because(const struct wall_result *wall, char *text, size_t size);

/* The SLO: "p99 <= 300 ms, errors <= 1 %, goodput >= 98 % of offered". */
void wording_slo(const struct scenario_result *result, char *text, size_t size);

/* The name of a tier, "network" for the one after the last. */
const char *wording_tier(const struct network *network, uint32_t tier);

/* "p50" ... "p999"; as people write it: "p99.9". */
extern const char *const wording_percentile_key[PERCENTILES];
extern const char *const wording_percentile[PERCENTILES];

/* "timeout", "rejected", "oom", "unavailable". */
extern const char *const wording_error[ERROR_KINDS];

/* What tells a result from its neighbours: its name, with what was set: "web, hosts.web.count=8". */
void wording_name(const struct scenario_result *result, char *text, size_t size);

/* Prints a text at an indent, wrapped between words to `width` characters; the caller has written the indent
 * of the first line. Ends with a newline. */
void wording_wrap(const char *text, unsigned indent, unsigned width, FILE *file);

/* snprintf() that appends. */
void wording_add(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
