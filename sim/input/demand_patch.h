/*
 * demand_patch: service demands of a scenario times a factor, as a merge patch. The demands of all tiers on
 * one host are scaled alike, for a host's utilization does not tell whose it was.
 */
#ifndef KNEEWALL_INPUT_DEMAND_PATCH_H
#define KNEEWALL_INPUT_DEMAND_PATCH_H

#include <cjson/cJSON.h>

enum demand_sort {
    DEMAND_SORT_CPU,  /* cpu */
    DEMAND_SORT_DISK, /* disk_reads, disk_writes, pages, log */
};

/*
 * Puts into `patch`, under tiers, each demand of this sort that a tier on the host has in the complete
 * scenario (scenario_complete()), times `factor` > 0, with six significant digits. What is there already is
 * replaced. Returns how many there were; demands of 0 and those in a file of values are not among them.
 */
unsigned demand_patch_scale(cJSON *patch, const cJSON *complete, const char *host, enum demand_sort sort,
                            double factor);

/* The object under a key, made if it is not there. */
cJSON *demand_patch_object(cJSON *parent, const char *key);

/* Puts a number with six significant digits under a key. */
void demand_patch_number(cJSON *parent, const char *key, double value);

#endif
