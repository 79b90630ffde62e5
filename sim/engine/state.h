/*
 * state: all that changes in one replication. Only the files of sim/engine see inside.
 *
 * Sources of events are numbered: the FCFS stations, the PS stations, the lanes, then those of enum source
 * that the scenario has (fewer sources are a smaller set of events), the guards', the pauses'. A job is
 * advanced until a step waits; whoever wakes another job (a token handed on, a child that ends) puts it on
 * the ready list, which is emptied before the next event, so that chains of wakings never recurse.
 */
#ifndef KNEEWALL_ENGINE_STATE_H
#define KNEEWALL_ENGINE_STATE_H

#include "models/architecture/network.h"
#include "models/part/balancer.h"
#include "models/part/memory.h"
#include "models/part/popularity.h"
#include "models/station/fcfs.h"
#include "models/station/job.h"
#include "models/station/ps.h"
#include "models/station/tokens.h"
#include "sim/engine/evset.h"
#include "sim/engine/parts.h"
#include "sim/engine/run.h"

#include <stdlib.h>

enum source {
    SOURCE_WAKE,     /* jobs in a pure delay */
    SOURCE_THINK,    /* users of a closed model */
    SOURCE_PATIENCE, /* jobs that wait for a token only so long */
    SOURCE_PHASE,    /* bursty arrivals change their rate */
    SOURCE_AGENDA,   /* what happens in a timeline */
    SOURCES,         /* then two for each guard: time-outs, hedges; then one for each pausing member */
};

enum job_flag {
    JOB_TRACED = 1,
    JOB_FRESH = 2,     /* a read has seen the newest write */
    JOB_DETACHED = 4,  /* nobody waits for it: a message, what a replica does later */
    JOB_DOOMED = 8,    /* it is about to fail, with all that one death takes along */
    JOB_LOCATED = 32,  /* a client's that knows who has the addresses: as they are now ... */
    JOB_STRAY = 64,    /* ... or as they were, so that nobody is there */
    JOB_RECEIVED = 16, /* what a replica has received it replays, whoever waits for it or not */
};

/* A call whose caller waits for `need` of its children to end well. */
struct join {
    uint32_t parent; /* 0: it waits no longer (or the record is free) */
    uint32_t generation, next_free;
    uint32_t outstanding, need, good, children;
    uint32_t guard;          /* NETWORK_NONE: a fork */
    uint32_t child[2];       /* of a guard: its attempt and the hedge */
    struct job_list barrier; /* children that wait for the others */
    uint32_t at_barrier;
    bool fresh;
};

/* Deadlines of one length come in order: a ring. */
struct deadline {
    double at;
    uint32_t join, generation;
};
struct deadlines {
    struct deadline *ring;
    uint32_t head, count, room;
};

/* Jobs that sleep for as long each: see sleep.h. */
struct lane {
    double seconds;
    struct job_list list;
};

/* Where the time of one traced job has gone so far; the row of observe.h's tail. */
struct trace {
    double begin; /* of the step it is in */
    uint32_t next_free;
    uint32_t join; /* the job's, whose field names the trace meanwhile */
};

struct run {
    const struct network *net;
    const struct step *program; /* net->step */
    double now, end;            /* s; `end`: how far the loop may go */
    struct evset events;
    struct fcfs *fcfs;
    struct ps *ps;
    struct job *job;
    uint32_t *reg; /* registers of job j begin at j * registers */
    uint32_t registers;
    struct stream *stream;
    struct job_list ready;
    struct observations seen;

    uint32_t job_free, job_top, job_room;
    uint32_t jobs;                    /* alive */
    uint32_t fcfs_stations, stations; /* sources that are */
    uint32_t source[SOURCES];         /* the number of each; NETWORK_NONE: the scenario has none */
    uint32_t rare_source, guard_source, pause_source, arrival_order;
    enum source rare[SOURCES]; /* which one the number behind the lanes' is */
    bool closed;               /* users think between their requests */
    bool by_class;             /* ... or there are several classes */
    uint64_t finished;         /* requests, for run_requests */
    uint64_t inside;
    double inside_sum; /* the integral of `inside` is this + inside * now */

    struct tokens *token;
    struct memory *ledger;
    struct balancer *balancer;
    struct parts parts;
    struct incident *incident; /* NULL: no timeline */
    const struct popularity *popularity;
    struct due_set wake, think, patience;
    struct lane *lane;
    uint8_t *fetch; /* of each step: see fetch.h */
    uint32_t lanes, lane_source;
    double *gives_up; /* s, when each job leaves the line for a token or a row; -1: it is in none. NULL:
                         nobody is impatient */

    struct join *join;
    uint32_t join_free, join_top, join_room;
    uint32_t *forked, fork_width; /* the children that a fork's join began with, fork_width a join; 0: no call
                                     is ever cancelled */
    struct deadlines *deadline;   /* 2 a guard: time-outs, hedges */

    struct trace *trace;
    double *trace_row; /* columns a trace */
    uint32_t trace_free, trace_top, trace_room, trace_columns;
    uint32_t traces;                               /* alive */
    uint32_t trace_every, trace_wait, trace_count; /* see run_trace_request */

    struct {
        struct run_load load;
        double next; /* s; INFINITY: none. Half of all events may be arrivals, so they are none of the set's:
                        at one time they come before the sources numbered arrival_order and more */
        struct stream gaps, classes, batches;
        struct demand gap;
        bool plain;    /* each gap is drawn from `gap`, and one request comes after it */
        double ahead;  /* s, where plain: the gap after the next arrival */
        double factor; /* BURSTY: of the present phase */
        bool bursting;
        uint32_t entry; /* of the only class; NETWORK_NONE: there are several */
        uint32_t trace_at;
        double trace_over; /* s of the present gap of the trace, as recorded, that are over already */
        const struct script *script; /* of a timeline; NULL */
        uint32_t cursor, replay_at;
        bool replays;
        double *class_limit; /* cumulative shares */
    } arrive;
    uint64_t key;
};

/* loop.c */
void run_advance(struct run *run, uint32_t job); /* until a step waits */

/* step.c */
bool run_step_rare(struct run *run, uint32_t job, const struct step *step); /* true: it goes on */
void run_step_done(struct run *run, uint32_t job); /* its step's wait is over; goes on with the next */
void run_fail(struct run *run, uint32_t job, enum error_kind error);
void run_ready(struct run *run, uint32_t job); /* it will be advanced before the next event */
void run_release(struct run *run, uint32_t job, const struct scope *scope);
void run_unwind(struct run *run, uint32_t job);
void run_begin(struct run *run, uint32_t job); /* its step begins */
void run_pass(struct run *run, uint32_t job);  /* its step is over; it stands before the next */
void run_wait_at_most(struct run *run, uint32_t job, double length); /* it fails if it still waits then */

/* request.c; the rest is in request.h */
void run_request_failed(struct run *run, uint32_t job, enum error_kind error);
double *run_trace_row(const struct run *run, uint32_t job);
void run_trace_step(struct run *run, uint32_t job, const struct step *step, double served);

/* call.c */
bool run_fork(struct run *run, uint32_t job, const struct step *step); /* true: it waits for nobody */
void run_barrier(struct run *run, uint32_t job);
void run_call(struct run *run, uint32_t job, const struct step *step);
void run_spawn(struct run *run, uint32_t job, const struct step *step);
void run_child_end(struct run *run, uint32_t job, int error); /* also of one that nobody waits for */
void run_deadline(struct run *run, uint32_t which);
void run_kill(struct run *run, uint32_t job);
void run_call_lost(struct run *run, uint32_t join); /* its parent is about to be lost */

/* arrive.c */
void run_arrivals_init(struct run *run, const struct run_load *load);
void run_arrivals_begin(struct run *run); /* the next one comes a gap from now */
void run_arrival(struct run *run);
void run_phase(struct run *run);
void run_think(struct run *run); /* a user has thought, and sends */
void run_think_again(struct run *run, uint32_t class);
void run_arrivals_finish(struct run *run);

static inline const struct step *run_step(const struct run *run, uint32_t job)
{
    return &run->program[run->job[job].pc];
}

static inline uint32_t run_reg(const struct run *run, uint32_t job, uint32_t reg)
{
    return reg ? run->reg[(size_t)job * run->registers + reg] : 0;
}

static inline void run_set_reg(struct run *run, uint32_t job, uint32_t reg, uint32_t value)
{
    run->reg[(size_t)job * run->registers + reg] = value;
}

static inline void run_enters(struct run *run)
{
    run->inside++;
    run->inside_sum -= run->now;
}

static inline void run_leaves(struct run *run)
{
    run->inside--;
    run->inside_sum += run->now;
    run->finished++;
}

static inline void run_set_source(struct run *run, enum source source, double at)
{
    assert(run->source[source] != NETWORK_NONE);
    evset_set(&run->events, run->source[source], at);
}

/* The source's next event is the first of its set; none when that is empty. */
static inline void run_next_of(struct run *run, enum source source, const struct due_set *set)
{
    run_set_source(run, source, set->size ? due_first(set)->at : INFINITY);
}

/* Zeroed; never NULL. */
static inline void *run_alloc(size_t count, size_t size)
{
    void *memory = calloc(count ? count : 1, size);
    if (!memory) abort();
    return memory;
}

static inline void run_step_begin(struct run *run, uint32_t pc)
{
    struct step_observation *o = &run->seen.step[pc];
    o->time -= run->now;
    o->begun++;
}

static inline void run_step_end(struct run *run, uint32_t pc)
{
    struct step_observation *o = &run->seen.step[pc];
    o->time += run->now;
    o->ended++;
}

static inline bool run_traced(const struct run *run, uint32_t job)
{
    return run->job[job].flags & JOB_TRACED;
}

static inline struct trace *run_trace(const struct run *run, uint32_t traced)
{
    return &run->trace[run->job[traced].join];
}

/* Whom the job tells when it ends: see struct job. */
static inline uint32_t run_join(const struct run *run, uint32_t job)
{
    return run_traced(run, job) ? run_trace(run, job)->join : run->job[job].join;
}

#endif
