/*
 * generate: random scenarios in the scenario language: every kind of tier, policy, patience, replication,
 * sharding, queue and pause, put together as nobody would. The same number gives the same text.
 */
#ifndef KNEEWALL_TESTS_PROPERTY_GENERATE_H
#define KNEEWALL_TESTS_PROPERTY_GENERATE_H

#include <stdint.h>

/* A scenario file's text; the caller frees it. */
char *generate_scenario(uint64_t number);

#endif
