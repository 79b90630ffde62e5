/*
 * fleet: the processes that mpirun has started together, with the same arguments and the same files. All go
 * through the same study, take the same decisions and find the same results; the simulation alone is divided
 * among them, and what each has simulated is sent to all the others (crew.h). So nobody commands, and nothing
 * but observations is ever sent. Process 0 is the one that is heard: it reads the standard input and writes.
 *
 * A process that was started alone is a fleet of one, and so is every process of a program without MPI. If
 * one process of a fleet ends before its time, mpirun ends them all.
 *
 * All functions are for the main thread, and collective: every process calls them, in the same order.
 */
#ifndef KNEEWALL_STUDY_FLEET_H
#define KNEEWALL_STUDY_FLEET_H

#include "sim/engine/parcel.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Once, before anything is printed. Except for process 0, standard output is silent from here on: all would
 * print the same. False: mpirun has started several, but they cannot find each other, for lack of MPI or
 * because it is another MPI's mpirun.
 */
bool fleet_begin(void);

/* Once all that had to be simulated is. At the latest when the program ends, by itself. */
void fleet_end(void);

uint32_t fleet_size(void);
uint32_t fleet_own(void); /* 0 .. fleet_size() - 1 */

/* The processors of this machine that fall to this process, at least one. */
uint32_t fleet_processors(void);

/* Gives all of them what process 0 has on its standard input, to its end. */
void fleet_share_input(void);

/* Whether all have come to the same value. */
bool fleet_agree(uint64_t value);

/* Parcels between the processes, under names. Those of one name and one sender arrive in order. */
struct fleet_mail;

/* NULL: there is nobody else. */
struct fleet_mail *fleet_mail_create(void);

/* Waits until all that was sent has arrived. */
void fleet_mail_destroy(struct fleet_mail *mail);

/* To another process. The parcel remains the caller's. Not collective, nor are the next two. */
void fleet_mail_send(struct fleet_mail *mail, uint64_t name, uint32_t to, const struct parcel *parcel);

/* Lets arrive what is on its way; never waits. */
void fleet_mail_poll(struct fleet_mail *mail);

/* The next parcel of this name from process `from`, ready to be read (parcel_finish frees it); false: it is
 * not here yet. */
bool fleet_mail_take(struct fleet_mail *mail, uint64_t name, uint32_t from, struct parcel *parcel);

#endif
