/*
 * sweep: takes all jobs that carry a flag out of a station, a pool or a list at once, O(jobs there): when a
 * machine dies, thousands may go, and to look for them one by one would take the square of that.
 *
 * The flag is a bit of job.flags. What the jobs held is the caller's to give back.
 *
 * Works on one replication's state; not shared by threads.
 */
#ifndef KNEEWALL_STATION_SWEEP_H
#define KNEEWALL_STATION_SWEEP_H

#include "models/station/fcfs.h"
#include "models/station/ps.h"
#include "models/station/tokens.h"

/* Each returns how many went. */
uint32_t job_list_sweep(struct job_list *list, struct job *jobs, uint16_t flag);
uint32_t due_sweep(struct due_set *set, const struct job *jobs, uint16_t flag);

/* The freed servers take the next in the queue; fcfs_next may have changed. */
uint32_t fcfs_sweep(struct fcfs *station, struct job *jobs, uint16_t flag, double now);
/* ps_next may have changed. */
uint32_t ps_sweep(struct ps *station, const struct job *jobs, uint16_t flag, double now);
/* Only those that wait. */
uint32_t tokens_sweep(struct tokens *tokens, struct job *jobs, uint16_t flag, double now);

#endif
