/*
 * slots: Redis Cluster's partitioning. A key's slot is CRC16 (XMODEM: polynomial 0x1021, initial value 0) of
 * its name, modulo 16384; when the name has a non-empty {tag}, only the first tag counts. Slots belong to
 * nodes: contiguous ranges at first; a node that joins gets an equal part from every other one. (Redis
 * Cluster specification.)
 *
 * A plain value; the functions on it are pure or write only what they are given.
 */
#ifndef KNEEWALL_PART_SLOTS_H
#define KNEEWALL_PART_SLOTS_H

#include <stddef.h>
#include <stdint.h>

enum { SLOTS = 16384 };

struct slots {
    uint32_t nodes;
    uint16_t node[SLOTS];
};

uint16_t slots_crc16(const void *bytes, size_t length);

/* The slot of a name, and of a numbered key, whose name is its decimal number. */
uint32_t slots_of_name(const char *name, size_t length);
uint32_t slots_of_key(uint32_t key);

/* 1 <= nodes <= SLOTS. */
void slots_init(struct slots *slots, uint32_t nodes);

/* One more node joins and takes its fair part of the slots, as evenly as possible from all others. */
void slots_join(struct slots *slots);

/* share[node] of the slots. */
void slots_shares(const struct slots *slots, double *share);

/* Part of the slots whose node differs. */
double slots_moved(const struct slots *before, const struct slots *after);

#endif
