/*
 * script: what a replication of a timeline is given beside its network (which must be one made for a
 * timeline), and what it has noted down when it is over.
 *
 * A script is read only: threads may share it. The diary is one replication's.
 */
#ifndef KNEEWALL_ENGINE_SCRIPT_H
#define KNEEWALL_ENGINE_SCRIPT_H

#include "models/architecture/scenario.h"
#include "models/station/rates.h"
#include "sim/engine/run.h"

struct script {
    const struct rates *rates; /* requests/s over the run's clock; NULL: none but those recorded */
    const struct profile_request *request; /* recorded; the first moment is `begins` */
    uint32_t requests;
    double begins; /* s of the run's clock at which the timeline begins: its events are counted from there */
    bool calm;     /* no events, and nothing fails */
};

/* `load` says the rate before any event: how many members an autoscaled tier begins with. The script, and
 * what it points to, must outlive the run. */
struct run *run_create_scripted(const struct network *network, const struct run_load *load,
                                const struct script *script, uint64_t key);

enum note_kind {
    NOTE_EVENT,     /* value: which of the scenario's events begins */
    NOTE_EVENT_END, /* value: which ends */
    NOTE_FAILED,    /* the member died at random */
    NOTE_ZONE_FAILED,
    NOTE_ZONE_REPAIRED, /* value: the zone */
    NOTE_OOM,           /* the member ran out of memory and is restarted */
    NOTE_BACK,          /* the member serves again */
    NOTE_REPLACED,   /* a new machine serves in its place. value: acknowledged writes lost; loss: s of them */
    NOTE_UNSEEN,     /* the balancer sends the member nothing more */
    NOTE_SEEN,       /* ... and something again */
    NOTE_DETECTED,   /* the database's member is known to be dead */
    NOTE_PROMOTED,   /* the member is the primary. value: acknowledged writes lost; loss: s of them */
    NOTE_ELECTED,    /* ranges of the database that the member led are led by others */
    NOTE_NOBODY,     /* there is nobody to promote */
    NOTE_ORDERED,    /* the autoscaler orders. value: members wanted; member: members there */
    NOTE_SERVES,     /* ordered members serve. value: members that serve */
    NOTE_GIVEN_BACK, /* members go. value: members that stay */
    NOTE_DEPLOYED,   /* the last member has restarted */
    NOTE_OPENED,     /* the circuit breaker of the tier opens */
};

struct note {
    double at; /* s of the timeline */
    enum note_kind kind;
    uint32_t host, tier, member; /* NETWORK_NONE where they don't apply */
    double value, loss;
};

/* Owned by the run. */
struct diary {
    const struct note *note; /* in order of time */
    uint32_t notes;
    double lost_writes;
    double loss;    /* s: the longest span of acknowledged writes that is gone; NAN: no data was in danger */
    double deficit; /* requests that failed while an autoscaler waited for members */
    double failed_at; /* s of the timeline: when the latest thing went down or was cut off; NAN */
};
struct diary run_diary(struct run *run);

/* Of a host group since the last clear: means over time. */
struct service {
    double members; /* in service */
    double cores;   /* ... each counted as many times as its cores were multiplied */
    double paid;    /* machines that are paid for, counted likewise */
};
struct service run_service(struct run *run, uint32_t host);

/* Now: s that the replica furthest behind is behind (NAN: no replicas), and messages that wait, for a
 * consumer or until they are delivered again (NAN: no queues). */
double run_lag(const struct run *run);
double run_messages(const struct run *run);

#endif
