/*
 * incident: members that die, come back, are added, slowed down and cut off, in one replication of a
 * timeline. Only the files of sim/engine see inside.
 *
 * A member serves (is up), or is absent (a place that nobody has), booting, or away. Away, it does not
 * answer; as planned (draining) it may finish what is inside, else that is lost. Each change of a member's
 * state is a new epoch: orders for an earlier one (it is detected, it is repaired ...) are void. Members on
 * one side of a partition reach each other; clients are on side 0.
 *
 * What follows from a change is the other files' affair: the jobs that are lost (doom.c), what balancers
 * believe (health.c), who is the primary (failover.c), how many there should be (scaler.c); what happens by
 * script is in happening.c.
 *
 * One replication's state; not shared by threads.
 */
#ifndef KNEEWALL_ENGINE_INCIDENT_H
#define KNEEWALL_ENGINE_INCIDENT_H

#include "models/part/autoscaler.h"
#include "sim/engine/agenda.h"
#include "sim/engine/request.h"
#include "sim/engine/script.h"

enum member_state { MEMBER_ABSENT, MEMBER_BOOTING, MEMBER_UP, MEMBER_AWAY };

struct member {
    enum member_state state;
    bool waits;    /* away, for a repair crew */
    bool draining; /* away or absent as planned: what is inside may finish */
    uint32_t epoch, side;
    double changed_at;       /* s: when it could, or could no longer, be reached */
    double moved_at;         /* s: when it got a new address; -INFINITY */
    double gone_at;          /* s: when the one before ceased to answer */
    double held_until;       /* s: the end of the longest of what keeps it away; INFINITY: until a repair */
    double slow, cores;      /* factors */
    uint64_t written, saved; /* writes answered, and those of them in the last backup */
    double saved_at;
};

/* The integrals whose quotient is a scaler's metric. */
struct reading {
    double load, members;
};

/* An autoscaled tier. */
struct scaler {
    uint32_t tier, host, resource; /* resource: whose busy time is the metric; NETWORK_NONE */
    struct autoscaler_config config;
    struct autoscaler state;
    double load_before;   /* of the metric's integral of load, before the last clear */
    struct reading *then; /* the integrals when this window began, and the next ones will: a circle */
    uint32_t readings, at;
    bool waits;         /* for members that it ordered */
    double failed_then; /* requests failed when it began to */
};

/* Which replica set is without a primary. */
struct failover {
    bool is_out; /* it could not be promoted anybody */
};

/* The repair crews of a host that has fewer of them than members. */
struct workshop {
    uint32_t busy, waiting, first; /* crews at work; members that wait, the longest waiting one's place */
    struct patient {
        uint32_t member, epoch;
        double repair; /* s */
    } * wait;          /* a circle of as many places as there are members */
};

struct incident {
    const struct script *script;
    struct agenda agenda;
    struct stream stream;
    struct member **member; /* by host */
    uint32_t *up;           /* by host: members that are */
    double *cores, *paid;   /* by host, now: see struct service */
    struct service *area;   /* by host: integrals since the last clear, up to `since` */
    double *members_area;   /* by host: of members up, never cleared */
    double since;
    double *phase;             /* s, by balancer: when its health checks are */
    struct failover *failover; /* by replica set */
    struct scaler *scaler;
    uint32_t scalers;
    uint64_t *calls;      /* by tier, in all */
    uint32_t *resolved;   /* by event: the member that was the primary when it began (see target.c) */
    double failed_before; /* requests before the last clear */
    struct note *note;
    uint32_t notes, note_room;
    struct diary diary;
    struct workshop *workshop; /* by host; NULL: nothing fails at random */
};

/* ---- incident.c ---- */
void incident_init(struct run *run, const struct script *script);
void incident_finish(struct run *run);
void incident_clear(struct run *run); /* before the observations are */
void incident_fire(struct run *run);  /* the next order of the agenda is due */
void incident_clock(struct run *run); /* brings integrals up to the present */
void incident_order(struct run *run, double at, struct order order);
void incident_note(struct run *run, enum note_kind kind, struct note note);
void incident_opened(struct run *run, uint32_t tier); /* its circuit breaker */
double incident_failed(const struct run *run);        /* requests so far, in all */

static inline struct member *incident_member(const struct incident *in, uint32_t host, uint32_t member)
{
    return &in->member[host][member];
}

/* Whether clients, and balancers, can reach it. */
static inline bool member_answers(const struct member *m)
{
    return m->state == MEMBER_UP && m->side == 0;
}

/* The member goes away. Jobs are lost only by doom_jobs, once all that go at one time are marked. */
void incident_down(struct run *run, uint32_t host, uint32_t member, bool draining);
void incident_up(struct run *run, uint32_t host, uint32_t member);
void incident_absent(struct run *run, uint32_t host, uint32_t member, bool draining);
void incident_boot(struct run *run, uint32_t host, uint32_t member, double seconds);
void incident_cut(struct run *run, uint32_t host, uint32_t member, uint32_t side);
void incident_set_slow(struct run *run, uint32_t host, uint32_t member, double factor);
void incident_set_cores(struct run *run, uint32_t host, uint32_t member, double factor);

/* ---- target.c: whom event `which` means ---- */
void target_resolve(struct run *run, uint32_t which); /* it begins */
bool target_is(const struct run *run, uint32_t which, uint32_t host, uint32_t member);

/* ---- reach.c: steps that only a timeline's network has ---- */
bool reach_step(struct run *run, uint32_t job, const struct step *step); /* true: the job goes on */
void reach_failed(struct run *run, uint32_t job); /* it has waited for an answer long enough */

/* ---- doom.c: all jobs whose calls touch somebody who is gone or out of reach ---- */
void doom_jobs(struct run *run, enum error_kind error);

/* ---- health.c: what balancers believe ---- */
void health_look(struct run *run, uint32_t host, uint32_t member); /* it has changed: they will see */
void health_tell(struct run *run, uint32_t host, uint32_t member); /* they are told at once */
void health_believe(struct run *run, const struct order *order);

/* ---- failover.c ---- */
void failover_down(struct run *run, uint32_t host, uint32_t member);
void failover_up(struct run *run, uint32_t host, uint32_t member);
void failover_detect(struct run *run, const struct order *order);
void failover_promote(struct run *run, const struct order *order);
void failover_elect(struct run *run, const struct order *order);
void failover_replaced(struct run *run, uint32_t host, uint32_t member); /* a new machine is about to be up */
void failover_backup(struct run *run, const struct order *order);
double failover_restore(const struct run *run, uint32_t host); /* s to fill a new machine */
void failover_lost(struct run *run, double writes, double span);

/* ---- scaler.c ---- */
void scaler_init(struct run *run);
void scaler_finish(struct run *run);
void scaler_clear(struct run *run);
void scaler_tick(struct run *run, const struct order *order);
void scaler_sample(struct run *run, const struct order *order);
uint32_t scaler_tier(const struct run *run, uint32_t host); /* that scales there; NETWORK_NONE */
void scaler_served(struct run *run, uint32_t host);         /* a member that was booting serves */

/* ---- repair.c: members that fail at random, and the crews that repair them ---- */
void repair_init(struct run *run);
void repair_finish(struct run *run);
void repair_fail(struct run *run, const struct order *order);
void repair_next(struct run *run, const struct order *order); /* a crew has done its work */

/* ---- happening.c: what happens by script, and at random ---- */
void happening_init(struct run *run);
void happening_begin(struct run *run, uint32_t event);
void happening_end(struct run *run, uint32_t event);
void happening_deploy(struct run *run, const struct order *order);
void happening_back(struct run *run, const struct order *order);
void happening_zone(struct run *run, const struct order *order);
void happening_oom(struct run *run, const struct order *order);
void happening_no_memory(struct run *run, uint32_t ledger); /* a request found none */
void happening_replaced(struct run *run, const struct order *order);
void happening_scaled(struct run *run, const struct order *order);
void happening_booted(struct run *run, const struct order *order);

#endif
