/* What the files that make up the database tier say to each other. */
#ifndef KNEEWALL_ARCHITECTURE_TIER_DATABASE_H
#define KNEEWALL_ARCHITECTURE_TIER_DATABASE_H

#include "models/architecture/builder.h"

/* What happens at the commit, on the server `at`, in place of the plain log write. */
typedef void database_commit(struct builder *b, const struct place *at, const struct operation *op,
                             const void *context);

/* One operation on one server, from taking a connection to giving it back. commit NULL: a plain log write. */
void database_work(struct builder *b, const struct place *at, const struct operation *op,
                   database_commit *commit, const void *context);

/* The write of the operation's log to the server's SSD; nothing if it writes none. */
void database_log(struct builder *b, const struct place *at, const struct operation *op);

void relational_call(struct builder *b, const struct path *node, const struct caller *from);
void distributed_call(struct builder *b, const struct path *node, const struct caller *from);

#endif
