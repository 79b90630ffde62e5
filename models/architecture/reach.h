/*
 * reach: calls that may not get through. Only a network for a timeline has them; elsewhere every member lives
 * and these functions emit nothing.
 *
 * A call begins with a step that looks whether its callee lives and can be reached, and is a scope from there
 * to its reply: whoever dies, or is cut off, takes the jobs along whose calls touch it. Such a job fails; or,
 * where the call has an escape, it goes on there (what a dead cache does not know, the database does).
 */
#ifndef KNEEWALL_ARCHITECTURE_REACH_H
#define KNEEWALL_ARCHITECTURE_REACH_H

#include "models/architecture/builder.h"

/* Begins the call; NETWORK_NONE: nothing can come between. */
uint32_t reach_begin(struct builder *b, const struct place *from, const struct place *to);

/* Work that goes on at one member although nobody waits for it. */
uint32_t reach_stay(struct builder *b, const struct place *at);

void reach_end(struct builder *b, uint32_t reach);

/* Who does not get through goes on at the next step. `cache` counts it as a miss; NETWORK_NONE. */
void reach_escape(struct builder *b, uint32_t reach, uint32_t cache);

/* Any living member of the host group, as its callers know it, into a register. */
void reach_locate(struct builder *b, uint32_t host, uint16_t reg, uint16_t stream, bool is_client);

/* The steps that establish the connections of every database that says what they cost, once the classes are
 * compiled. */
void reach_reconnects(struct builder *b);

#endif
