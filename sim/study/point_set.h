/*
 * point_set: the load points of one network that a study has looked at or is looking at. Points are added,
 * launched together onto the crew, and when the last of them is in the owner is told; what it decides depends
 * on the results alone, never on the order in which threads delivered them.
 *
 * `idle` runs on the thread that finished the last point, one at a time. All else is called from there, or
 * before the first launch, or after crew_run.
 */
#ifndef KNEEWALL_STUDY_POINT_SET_H
#define KNEEWALL_STUDY_POINT_SET_H

#include "sim/study/crew.h"
#include "sim/study/point.h"
#include "sim/study/wall.h"

#include <stdatomic.h>

struct explore_progress {
    atomic_uint points_done, points_known;
    atomic_ullong requests, events;
    atomic_bool interrupted; /* set from outside: finish what is under way, start nothing new */
};

struct explored {
    struct point_set *set;
    struct run_load load;
    struct point *point; /* while it is under way */
    struct point_result result;
    bool listed;                 /* the user asked for it; else the search added it */
    bool done;                   /* result is valid */
    const struct explored *twin; /* of another set: shares its random numbers and length; NULL */
    atomic_bool stopped;         /* the user interrupted before it was */
    bool goes_on;                /* another round is needed */
    uint64_t rank;
};

struct point_set {
    struct crew *crew;
    struct explore_progress *progress;
    const struct experiment *run; /* seed, precision, confidence and limits */
    const struct network *network;
    void (*idle)(void *context); /* all that was launched is done, or the user interrupted */
    void *context;
    uint64_t rank;       /* of its first point among all that the crew works on */
    double warmup_share; /* of what the analysis says, for points that are not listed */
    double looser;       /* ... and this times the precision; at least 1 */
    bool knee_wanted;    /* tighter means where the curve is flat */
    struct explored **at;
    uint32_t count;
    atomic_uint pending;
    atomic_bool stopped; /* one of its points was */
};

/* Adds a point; point_set_launch starts it. Its address is stable. */
struct explored *point_set_add(struct point_set *set, const struct run_load *load, bool listed);

/* Starts all points from index `first` on, at least one. */
void point_set_launch(struct point_set *set, uint32_t first);

/* The finished points by ascending load. The caller frees the array. */
const struct point_result **point_set_sorted(const struct point_set *set, uint32_t *count);

/* The finished point that a result belongs to. */
const struct explored *point_set_find(const struct point_set *set, const struct point_result *result);

/* The wall as far as the points tell, and the resource to blame; next and users are not filled. */
struct wall_result point_set_wall(const struct point_set *set, const struct wall_bounds *bounds);

/* Adds and launches the next load that the search for the wall asks for. False: there is none. */
bool point_set_probe(struct point_set *set, const struct wall_bounds *bounds, double precision);

/* Frees the points, and their results where the caller has not moved them out. */
void point_set_finish(struct point_set *set, bool results);

#endif
